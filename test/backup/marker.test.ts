// The marker is a contract between versions: these exact texts are in backups that exist.

import {
  findRun,
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
    { numRuns: 500 },
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

describe('in a remark', () => {
  test.each([
    [undefined, '[run:0123456789.abcd]'],
    ['', '[run:0123456789.abcd]'],
    ['nightly', 'nightly [run:0123456789.abcd]'],
    ['nightly ', 'nightly  [run:0123456789.abcd]'],
    ['每天', '每天 [run:0123456789.abcd]'],
  ])('%p becomes %p', (remark, text) => expect(withMarker(remark, M)).toBe(text));

  const other = '[run:zzzzzzzzzz.zzzz]';
  test.each<[text: string, marker: Marker | undefined]>([
    ['[run:0123456789.abcd]', M],
    ['nightly [run:0123456789.abcd]', M],
    ['nightly\n[run:0123456789.abcd]', M],
    ['nightly [run:0123456789.abcd] \n', M],
    [`${other} [run:0123456789.abcd]`, M],
    ['', undefined],
    ['nightly', undefined],
    ['[run:0123456789.abcd] nightly', undefined],
    ['nightly[run:0123456789.abcd]', undefined],
    ['[run:012345678.abcd]', undefined],
    ['[run:01234567890.abcd]', undefined],
    ['[run:0123456789.abc]', undefined],
    ['[run:0123456789.ABCD]', undefined],
    ['[run:0123456789]', undefined],
    ['[run:0123456789.abcd', undefined],
  ])('%p holds %p', (text, found) => expect(readMarker(text)).toEqual(found));

  /** Texts made of the parts of markers, so that look-alikes are common. */
  const trickster = fc
    .array(fc.oneof(fc.constantFrom(other, '[run:', ' ', '\n', ']', '.', 'abcd'), fc.string()))
    .map((parts) => parts.join(''));

  test('ours is found behind any text of the user, which stays whole', () => {
    fc.assert(
      fc.property(fc.oneof(trickster, fc.string({ unit: 'binary' })), (remark) => {
        const text = withMarker(remark, M);
        expect(text.startsWith(remark)).toBe(true);
        expect(readMarker(text)).toEqual(M);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the backup of a run', () => {
  const backup = (BackupId: string, Remark: string) => ({ BackupId, Remark, startedAt: 0 });
  const [mine, changed] = ['x [run:0123456789.abcd]', '[run:0123456789.zzzz]'];

  test.each([
    ['none', [], undefined],
    ['none of it', [backup('1', 'nightly'), backup('2', '[run:zzzzzzzzzz.abcd]')], undefined],
    ['its own', [backup('1', 'y'), backup('2', mine)], { BackupId: '2', sameContent: true }],
    ['of another request', [backup('1', changed)], { BackupId: '1', sameContent: false }],
    [
      'the first of two',
      [backup('1', mine), backup('2', mine)],
      { BackupId: '1', sameContent: true },
    ],
    [
      'the one of this request, when a key was used for two',
      [backup('1', changed), backup('2', mine)],
      { BackupId: '2', sameContent: true },
    ],
    ['not a look-alike in a text', [backup('1', `${mine} by hand`)], undefined],
  ])('%s', (_name, backups, found) => {
    const run = findRun(backups, M);
    expect(run && { BackupId: run.backup.BackupId, sameContent: run.sameContent }).toEqual(found);
  });
});
