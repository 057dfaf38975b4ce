// The zone of the API's times, as ids of backups prove it.
import { findProvenZone, formatZone } from '../../src/backup/zone';
import fc from '../support/property';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const UUID_EPOCH = Date.UTC(1582, 9, 15);

/** An id as a machine makes it at this time, RFC 9562 §5.1. */
function uuidAt(at: number): string {
  const ticks = (BigInt(Math.round(at)) - BigInt(UUID_EPOCH)) * 10_000n;
  const digits = ticks.toString(16).padStart(15, '0');
  return `${digits.slice(7)}-${digits.slice(3, 7)}-1${digits.slice(0, 3)}-8f3a-525400e5d8b6`;
}

const AT = Date.UTC(2026, 0, 2, 3, 4, 5);
const row = (BackupId: string, startedAt: number) => ({ BackupId, startedAt });

test('a known id has a known time: the example of RFC 9562, appendix A.1', () => {
  const id = 'C232AB00-9414-11EC-B3C8-9F6BDECED846';
  const startedAt = Date.UTC(2022, 1, 22, 19, 22, 22);
  expect(findProvenZone([row(id, startedAt)])).toBe(0);
  expect(findProvenZone([row(id, startedAt - 5 * HOUR)])).toBe(-5 * HOUR);
});

describe('a zone is proven', () => {
  const id = uuidAt(AT + 5_600);
  const table: [
    name: string,
    rows: { BackupId: string; startedAt: number }[],
    zone: number | undefined,
  ][] = [
    ['by an id made 5.6 s after the start', [row(id, AT + 8 * HOUR)], 8 * HOUR],
    ['in quarters of an hour', [row(id, AT + 5.75 * HOUR)], 5.75 * HOUR],
    ['west of Greenwich', [row(id, AT - 12 * HOUR)], -12 * HOUR],
    ['by an id a minute after the start', [row(uuidAt(AT + MINUTE), AT + 8 * HOUR)], 8 * HOUR],
    ['by an id a minute before it', [row(uuidAt(AT - MINUTE), AT + 8 * HOUR)], 8 * HOUR],
    ['not by one a millisecond later', [row(uuidAt(AT + MINUTE + 1), AT + 8 * HOUR)], undefined],
    ['nor a millisecond earlier', [row(uuidAt(AT - MINUTE - 1), AT + 8 * HOUR)], undefined],
    ['by any row of several', [row('backup-1', AT), row(id, AT + 9 * HOUR)], 9 * HOUR],
    ['by the first that proves one', [row(id, AT + 9 * HOUR), row(id, AT)], 9 * HOUR],
    ['not without rows', [], undefined],
    ['not by a row without a time', [row(id, Number.NaN)], undefined],
    ['not by another id', [row('7b8c9d0e', AT + 8 * HOUR)], undefined],
    ['not by a random UUID', [row(id.replace('-1', '-4'), AT + 8 * HOUR)], undefined],
    [
      'not by another variant of UUID',
      [row(id.replace('-8f3a', '-cf3a'), AT + 8 * HOUR)],
      undefined,
    ],
    ['not by an id with something before it', [row(`x${id}`, AT + 8 * HOUR)], undefined],
    ['not by an id with something behind it', [row(`${id}0`, AT + 8 * HOUR)], undefined],
  ];
  test.each(table)('%s', (_name, rows, zone) => expect(findProvenZone(rows)).toBe(zone));

  test.each(['8', '9', 'a', 'b', 'B'])('by an id of variant %s', (variant) => {
    const other = id.replace('-8f3a', `-${variant}f3a`);
    expect(findProvenZone([row(other, AT + 8 * HOUR)])).toBe(8 * HOUR);
  });

  test('in any zone there is, at any time', () => {
    const quarter = fc.integer({ min: -12 * 4, max: 14 * 4 });
    const at = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2120, 0) });
    const lag = fc.integer({ min: -59 * SECOND, max: 59 * SECOND });
    fc.assert(
      fc.property(quarter, at, lag, (quarters, time, lagMs) => {
        const zone = quarters * 15 * MINUTE;
        const proven = findProvenZone([row(uuidAt(time + lagMs), time + zone)]) ?? Number.NaN;
        // There are two noughts.
        expect(proven + 0).toBe(zone + 0);
      }),
    );
  });
});

test.each([
  [0, '+00:00'],
  [8 * HOUR, '+08:00'],
  [14 * HOUR, '+14:00'],
  [5.75 * HOUR, '+05:45'],
  [-3.5 * HOUR, '-03:30'],
  [-15 * MINUTE, '-00:15'],
])('%p ms is %s', (offset, text) => expect(formatZone(offset)).toBe(text));
