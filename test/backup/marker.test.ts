// The marker is a contract between versions: these exact texts are in backups that exist.

import {
  findMarked,
  formatMarker,
  MARKER,
  type Marker,
  type RunIdentity,
  readMarker,
  toMarker,
  withMarker,
} from '../../src/backup/marker';
import { target } from '../support/builders';
import { sha256 } from '../support/hash';
import fc from '../support/property';

const RUN: RunIdentity = {
  namespace: 'default',
  functionName: 'scf-redis-backup-dev',
  trigger: 'timer',
  runKey: '["nightly","2026-11-23T20:30:00Z"]',
};
const marker = (
  run: Partial<RunIdentity> = {},
  content = 'content',
  id?: string,
  region?: string,
) => toMarker({ ...RUN, ...run }, target(id, region), content, sha256);

describe('known answers', () => {
  const table: [name: string, found: Marker, run: string, content: string][] = [
    ['a timer', marker(), 'cu6k3qti8z', 'kjub'],
    [
      'another time',
      marker({ runKey: '["nightly","2026-11-24T20:30:00Z"]' }),
      '607kgx5qyw',
      'kjub',
    ],
    [
      'another trigger',
      marker({ trigger: 'http', runKey: 'idempotency-key k-1' }),
      '5udzk06c74',
      'kjub',
    ],
    ['another instance', marker({}, 'content', 'crs-demo0002'), 'wipm48z6oh', 'kjub'],
    ['another region', marker({}, 'content', 'crs-demo0001', 'ap-tokyo'), 'nwyqplc9ul', 'kjub'],
    [
      'another request',
      marker({}, '[["crs-demo0001"],"ap-guangzhou",null,7]'),
      'cu6k3qti8z',
      'vb7m',
    ],
    [
      'text that is not ASCII',
      marker({ functionName: '备份', runKey: 'ключ' }),
      'l3u8gwy5lf',
      'kjub',
    ],
  ];
  test.each(table)('%s', (_name, found, run, content) => {
    expect(found).toEqual({ run, content });
  });

  test('a hash that is nearly nought is padded', () => {
    const nought = () => '0'.repeat(63).concat('7');
    expect(toMarker(RUN, target(), '', nought)).toEqual({ run: '0000000007', content: '0007' });
  });
});

const word = fc.string({ unit: 'binary', maxLength: 20 });
const identity = fc.record({ namespace: word, functionName: word, trigger: word, runKey: word });
const instance = fc.constantFrom('crs-a', 'crs-b', 'crs-ab');
const region = fc.constantFrom('ap-a', 'ap-b', 'ap-ab');

test('two runs share a marker only when they are the same in everything', () => {
  const run = fc.tuple(identity, instance, region);
  fc.assert(
    fc.property(run, run, (one, other) => {
      const [first, second] = [one, other].map(([id, name, at]) =>
        toMarker(id, target(name, at), 'content', sha256),
      );
      expect(first?.run === second?.run).toBe(JSON.stringify(one) === JSON.stringify(other));
    }),
    { numRuns: 200 },
  );
});

test('parts that run into each other do not share one', () => {
  const parts = [
    ['a', 'bc', 'd', 'e'],
    ['ab', 'c', 'd', 'e'],
    ['a","bc', '', 'd', 'e'],
    ['a,bc', '', 'd', 'e'],
    ['', 'abc', 'd', 'e'],
    ['a', 'bc', 'de', ''],
  ];
  const runs = parts.map(
    ([namespace = '', functionName = '', trigger = '', runKey = '']) =>
      toMarker({ namespace, functionName, trigger, runKey }, target(), '', sha256).run,
  );
  expect(new Set(runs).size).toBe(parts.length);
});

const M: Marker = { run: '0123456789', content: 'abcd' };
const OURS = 'run-0123456789-abcd';
const OTHER = 'run-zzzzzzzzzz-zzzz';

describe('in a remark', () => {
  test('the marker alone is 19 letters, digits and hyphens', () => {
    expect(formatMarker(M)).toBe(OURS);
    expect(OURS).toMatch(/^[a-z0-9-]{19}$/);
  });

  test.each([
    [undefined, OURS],
    ['', OURS],
    ['nightly', `${OURS} nightly`],
    [' nightly', `${OURS}  nightly`],
    ['每天', `${OURS} 每天`],
    [OTHER, `${OURS} ${OTHER}`],
  ])('%p becomes %p', (remark, text) => expect(withMarker(remark, M)).toBe(text));

  test.each<[text: string, marker: Marker | undefined]>([
    [OURS, M],
    [`${OURS} nightly`, M],
    [`${OURS}\tnightly`, M],
    [`${OURS}每天`, M],
    [` \n${OURS}`, M],
    [OURS.toUpperCase(), M],
    ['Run-0123456789-aBcD', M],
    [`${OURS} ${OTHER}`, M],
    [`${OURS}-zzzz`, M],
    ['', undefined],
    ['nightly', undefined],
    [`nightly ${OURS}`, undefined],
    [`nightly\n${OURS}`, undefined],
    [`x${OURS}`, undefined],
    ['run-012345678-abcd', undefined],
    ['run-01234567890-abcd', undefined],
    ['run-0123456789-abc', undefined],
    ['run-0123456789-abcde', undefined],
    ['run-0123456789-abcd_', undefined],
    ['run-012345678_-abcd', undefined],
    ['run-0123456789-abc_', undefined],
    ['run-0123456789', undefined],
    ['run-0123456789.abcd', undefined],
    ['run:0123456789-abcd', undefined],
    ['[run:0123456789.abcd]', undefined],
  ])('%p begins with %p', (text, found) => expect(readMarker(text)).toEqual(found));

  test.each([
    [`nightly ${OURS} x`, OURS],
    [`nightly-${OURS.toUpperCase()}`, OURS.toUpperCase()],
    [`x${OURS}`, undefined],
    [`${OURS}x`, undefined],
  ])('anywhere in %p there is %p', (text, found) => expect(MARKER.exec(text)?.[0]).toBe(found));

  /** What an API may do to a text, by what is known of others of its house. */
  const CHANGES: [name: string, change: (text: string) => string][] = [
    ['nothing', (text) => text],
    ['capitals', (text) => text.toUpperCase()],
    ['NFKC', (text) => text.normalize('NFKC')],
    ['brackets stripped', (text) => text.replace(/[[\](){}<>]/g, '')],
    [
      'letters, digits, blanks, - and _ alone',
      (text) => text.replace(/[^\p{Script=Han}\w -]/gu, ''),
    ],
    ['escaped for HTML', (text) => text.replace(/[<&>]/g, (sign) => `&#${sign.charCodeAt(0)};`)],
    ['trimmed', (text) => text.trim()],
    ['blanks before it', (text) => `  ${text}`],
  ];

  /** Texts made of the parts of markers, so that look-alikes are common. */
  const trickster = fc
    .array(fc.oneof(fc.constantFrom(OTHER, 'run-', ' ', '\n', '-', 'abcd'), fc.string()))
    .map((parts) => parts.join(''));
  const remark = fc.oneof(trickster, fc.string({ unit: 'binary' }));

  test.each(CHANGES)(
    'it is found before any text of the user, after %s and any cut of 24 characters or more',
    (_name, change) => {
      fc.assert(
        fc.property(remark, fc.integer({ min: 24, max: 60 }), (text, cut) => {
          const whole = withMarker(text, M);
          expect(whole.endsWith(text)).toBe(true);
          expect(readMarker(change(whole.slice(0, cut)))).toEqual(M);
          expect(readMarker(change(whole).slice(0, cut))).toEqual(M);
        }),
        { numRuns: 60 },
      );
    },
  );
});

describe('the backups of a run', () => {
  const backup = (BackupId: string, Remark: string) => ({ BackupId, Remark, startedAt: 0 });
  const changed = 'run-0123456789-zzzz x';

  test.each<[string, ReturnType<typeof backup>[], [id: string, sameContent: boolean][]]>([
    ['none', [], []],
    ['none of it', [backup('1', 'nightly'), backup('2', 'run-zzzzzzzzzz-abcd')], []],
    ['its own', [backup('1', 'y'), backup('2', `${OURS} x`)], [['2', true]]],
    ['its own in capitals', [backup('1', OURS.toUpperCase())], [['1', true]]],
    ['of another request', [backup('1', changed)], [['1', false]]],
    [
      'all of several, in their order',
      [backup('1', changed), backup('2', OURS), backup('3', OURS)],
      [
        ['1', false],
        ['2', true],
        ['3', true],
      ],
    ],
    ['not a look-alike in a text', [backup('1', `by hand ${OURS}`)], []],
  ])('%s', (_name, backups, found) => {
    const runs = findMarked(backups, M);
    expect(runs.map(({ backup: { BackupId }, sameContent }) => [BackupId, sameContent])).toEqual(
      found,
    );
  });
});
