// Who gets a lease, as a table of what the bucket holds and what it answers.
import type { Claim, LeaseEnd } from '../../src/backup/lease';
import { leaseReused, leaseUnavailable, runInProgress } from '../../src/backup/lease-failures';
import type { Created, Found } from '../../src/backup/lease-store';
import { openLease, takeLease } from '../../src/backup/take-lease';
import type { RedisApi, TaskInfo } from '../../src/redis-api';
import { type Answer, type Failure, failed } from '../../src/result';
import { target } from '../support/builders';
import { lost, type MemoryStoreOptions, memoryStore } from '../support/lease-store';

const NOW = Date.UTC(2026, 0, 1);
const SECOND = 1_000;
/** 3 s to send, 300 s of a signature's life, 30 s for the clocks. */
const TAKE_OVER_S = 333;

const claim: Claim = { run: 'aaaaaaaaaa', content: 'bbbb', token: 'mine' };
const leaseBy = (token: string, content = 'bbbb') =>
  JSON.stringify({ token, content, sendWithinMs: 3_000 });

const failure = (fields: Partial<Failure>): Failure => ({
  ...leaseUnavailable('x'),
  ...fields,
});

interface Case {
  /** What is there, with its age in seconds. */
  readonly there?: readonly [name: string, body: string, ageS?: number][];
  readonly claim?: Partial<Claim>;
  readonly task?: Answer<Pick<TaskInfo, 'state'>>;
  readonly answers?: Pick<MemoryStoreOptions, 'onCreate' | 'onRead'>;
  /** How far the own clock is ahead. */
  readonly aheadS?: number;
}

async function take({ there = [], answers = {}, task, aheadS = 0, ...more }: Case) {
  const store = memoryStore({ now: () => NOW, ...answers });
  for (const [name, body, ageS = 1] of there)
    store.objects.set(`leases/aaaaaaaaaa/${name}`, { body, modifiedAt: NOW - ageS * SECOND });
  const readTask: RedisApi['readTask'] = async () => {
    if (task === undefined) throw new Error('no task is asked for here');
    return task as Answer<TaskInfo>;
  };
  const end = await takeLease(
    { ...claim, ...more.claim },
    target(),
    { store, api: { readTask }, clock: { now: () => NOW + aheadS * SECOND } },
    NOW + 60 * SECOND,
  );
  return { end, store };
}

const byAnother: [string, string] = ['1', leaseBy('another')];
const old = ([name, body]: [string, string], ageS: number): [string, string, number] => [
  name,
  body,
  ageS,
];
const result: [string, string] = ['1.result', '{"TaskId":7,"RequestId":"r-7"}'];
const unused: [string, string] = ['1.unused', '{}'];
const missing = (end: string) => ({
  onRead: (key: string, found: Found): Found => (key.endsWith(end) ? { kind: 'missing' } : found),
});
const onCreate = (created: Created) => ({ onCreate: () => created });
const leased = (n: number): LeaseEnd => ({ kind: 'leased', n });
const made: LeaseEnd = { kind: 'made', proof: { TaskId: 7, RequestId: 'r-7' } };
const waits = (n: number, s: number): LeaseEnd => ({
  kind: 'in progress',
  failure: runInProgress(`leases/aaaaaaaaaa/${n}`, s * SECOND),
});
const denied = failure({ failureClass: 'refused' });
const forbidden: Found = { kind: 'denied', failure: denied };

test.each<[string, Case, LeaseEnd]>([
  ['an empty bucket', {}, leased(1)],
  ["another's lease", { there: [byAnother] }, waits(1, TAKE_OVER_S - 1)],
  ['the last moment before a take-over', { there: [old(byAnother, 332)] }, waits(1, 1)],
  ['a take-over', { there: [old(byAnother, TAKE_OVER_S)] }, leased(2)],
  [
    'a take-over of a take-over that is young',
    { there: [old(byAnother, 900), ['2', leaseBy('third')]] },
    waits(2, TAKE_OVER_S - 1),
  ],
  ['a lease that was not used', { there: [byAnother, unused] }, leased(2)],
  [
    'one for other content that was not used',
    { there: [['1', leaseBy('another', 'cccc')], unused] },
    leased(2),
  ],
  [
    'other content',
    { there: [['1', leaseBy('another', 'cccc'), 900]] },
    { kind: 'not leased', failure: leaseReused('leases/aaaaaaaaaa/1') },
  ],
  [
    'a result whose task runs',
    { there: [old(byAnother, 900), result], task: { ok: true, value: { state: 'unfinished' } } },
    made,
  ],
  [
    'a result whose task has failed',
    { there: [byAnother, result], task: { ok: true, value: { state: 'failed' } } },
    leased(2),
  ],
  [
    'a result whose task is forgotten',
    { there: [byAnother, result], task: failed(failure({ status: 404 })) },
    made,
  ],
  [
    'a result whose task cannot be read',
    { there: [old(byAnother, 900), result], task: failed(denied) },
    { kind: 'not leased', failure: denied },
  ],
  [
    'a result found in the lists',
    { there: [byAnother, ['1.result', '{"BackupId":"b-1"}']] },
    { kind: 'made', proof: { BackupId: 'b-1' } },
  ],
  ['a lost answer to a creation that took place', { answers: onCreate(lost) }, leased(1)],
  [
    'a conflict that is our own, repeated on the way',
    { answers: onCreate({ kind: 'taken' }) },
    leased(1),
  ],
  [
    'a lost answer, and a bucket that shows nothing yet',
    { answers: { ...onCreate(lost), ...missing('/1') } },
    { kind: 'not leased', failure: leaseUnavailable('the answer was lost') },
  ],
  [
    'a creation that was surely refused',
    { answers: onCreate({ kind: 'not created', failure: denied }) },
    { kind: 'not leased', failure: denied },
  ],
  [
    'a lease that may not be read',
    { there: [old(byAnother, 900)], answers: { onRead: () => forbidden } },
    { kind: 'not leased', failure: denied },
  ],
  [
    'a bucket that forbids what is missing: the lease itself was readable',
    {
      there: [old(byAnother, 900)],
      answers: {
        onRead: (_key, found) => (found.kind === 'missing' ? forbidden : found),
      },
    },
    leased(2),
  ],
  [
    'a result that cannot be read',
    {
      there: [old(byAnother, 900)],
      answers: {
        onRead: (key, found) =>
          key.endsWith('result') ? { kind: 'unreadable', failure: denied } : found,
      },
    },
    { kind: 'not leased', failure: denied },
  ],
  [
    'a mark that cannot be read',
    {
      there: [old(byAnother, 900)],
      answers: {
        onRead: (key, found) =>
          key.endsWith('unused') ? { kind: 'unreadable', failure: denied } : found,
      },
    },
    { kind: 'not leased', failure: denied },
  ],
  [
    "this delivery's last lease, given back",
    { claim: { last: { n: 1, isUsed: false } } },
    leased(2),
  ],
  [
    "this delivery's last lease, under which it has sent",
    { there: [['1', leaseBy('mine')]], claim: { last: { n: 1, isUsed: true } } },
    waits(1, TAKE_OVER_S - 1),
  ],
  [
    'the same after its time',
    { there: [['1', leaseBy('mine'), 400]], claim: { last: { n: 1, isUsed: true } } },
    leased(2),
  ],
  ['a clock that is somewhat ahead', { aheadS: 20 }, leased(1)],
])('%s', async (_name, how, expected) => {
  expect((await take(how)).end).toEqual(expected);
});

test.each([
  ['that is no lease', byAnother[0], 'hello', 'is no lease'],
  ['that is no result', '1.result', '[]', 'is no result'],
])('an object %s is named, and nothing is sent', async (_name, name, body, words) => {
  const there = name === '1' ? [] : [byAnother];
  const { end } = await take({ there: [...there, [name, body]] });
  expect(end).toMatchObject({
    kind: 'not leased',
    failure: { code: 'LeaseRefused', message: expect.stringContaining(words) },
  });
});

test('a clock that is too far ahead gives the lease back, and says so', async () => {
  const { end, store } = await take({ aheadS: 21 });
  expect(end).toMatchObject({ kind: 'not leased', failure: { code: 'LeaseUnavailable' } });
  expect([...store.objects.keys()]).toContain('leases/aaaaaaaaaa/1.unused');
});

test('an answer that is lost twice was asked for twice, with one token', async () => {
  const { store } = await take({ answers: { ...onCreate(lost), ...missing('/1') } });
  expect(store.calls.filter((call) => call === 'PUT leases/aaaaaaaaaa/1')).toHaveLength(2);
});

test('a walk ends in time', async () => {
  const store = memoryStore({ now: () => NOW });
  const readTask: RedisApi['readTask'] = () => Promise.reject(new Error('not asked'));
  const end = await takeLease(
    claim,
    target(),
    { store, api: { readTask }, clock: { now: () => NOW } },
    NOW,
  );
  expect(end).toMatchObject({ kind: 'not leased', failure: { retryable: true } });
  expect(store.calls).toEqual([]);
});

describe('what is written beside a lease', () => {
  const started = { TaskId: 7, RequestId: 'r-7' };
  const open = (answers: Case['answers'] = {}) => {
    const store = memoryStore({ now: () => NOW, ...answers });
    const readTask: RedisApi['readTask'] = async () => failed(failure({ status: 404 }));
    const run = { deadline: NOW + 60 * SECOND };
    const marker = { run: 'aaaaaaaaaa', content: 'bbbb' };
    const lease = openLease(
      { target: target(), marker, run },
      { store, api: { readTask }, clock: { now: () => NOW } },
    );
    return { store, lease, take: () => lease.take(NOW + SECOND) };
  };

  test.each<[string, Answer<typeof started>, string, LeaseEnd]>([
    [
      'a started backup',
      { ok: true, value: started },
      '1.result',
      { kind: 'made', proof: started },
    ],
    ['a refusal', failed(denied), '1.unused', leased(2)],
    ['a lock', failed(failure({ failureClass: 'busy' })), '1.unused', leased(2)],
    ['never sent', failed(failure({})), '1.unused', leased(2)],
    ['perhaps executed', failed(failure({ failureClass: 'ambiguous' })), '', waits(1, TAKE_OVER_S)],
  ])('%s', async (_name, answer, name, next) => {
    const { store, lease, take } = open();
    expect(await take()).toEqual(leased(1));
    await lease.settle(answer);
    const written = [...store.objects.keys()].slice(1);
    expect(written).toEqual(name === '' ? [] : [`leases/aaaaaaaaaa/${name}`]);
    expect(await take()).toEqual(next);
  });

  test('a backup that the lists show after an unanswered send', async () => {
    const { store, lease, take } = open();
    await take();
    await lease.settle(failed(failure({ failureClass: 'ambiguous' })));
    await lease.settle({ ok: true, value: { BackupId: 'b-1' } });
    expect(store.objects.get('leases/aaaaaaaaaa/1.result')?.body).toBe('{"BackupId":"b-1"}');
  });

  test('a lease that is given back', async () => {
    const { store, lease, take } = open();
    await take();
    await lease.giveBack();
    await lease.giveBack();
    expect(store.calls.slice(1)).toEqual(['PUT leases/aaaaaaaaaa/1.unused']);
    expect(await take()).toEqual(leased(2));
  });

  test('nothing where no lease is held', async () => {
    const { store, lease } = open();
    await lease.settle({ ok: true, value: started });
    await lease.giveBack();
    expect(store.calls).toEqual([]);
  });

  test('once more when it fails', async () => {
    let isBroken = false;
    const { store, lease, take } = open({
      onCreate: (_key, created) => (isBroken ? { ...lost } : created),
    });
    await take();
    isBroken = true;
    await lease.giveBack();
    expect(store.calls.filter((call) => call.endsWith('unused'))).toHaveLength(2);
  });
});
