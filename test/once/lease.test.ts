// Strict mode, scene by scene: who has no lease sends nothing, whatever the lists show.
import { createScene, type Delivery, INSTANCE, type SceneOptions } from '../support/scene';

const RUN = { run: 'monday', via: 'timer' } as const;
const CALLER = { run: 'monday', via: 'http' } as const;
/** No lock refuses a second write, and no list ever shows the first. */
const BLIND = {
  lock: 'no lock',
  'task-listed': 'never shows manual tasks',
  'remark-visible': 'never',
} as const;

const open = (options: SceneOptions = {}) => createScene({ leases: true, ...options });
const blind = () => open({ dialect: BLIND, behaviour: { backupVisible: 'never' } });
const told = ({ told: [first] }: Delivery) => [first?.outcome, first?.code];

test('a lease is taken, and its result is written beside it', async () => {
  const scene = open();
  const delivery = scene.deliver(RUN);
  await scene.run();
  expect(told(delivery)).toEqual(['accepted', undefined]);
  const [lease, result] = scene.bucket.objects();
  expect(lease?.key).toMatch(/^leases\/[a-z0-9]{10}\/1$/);
  expect(result?.key).toBe(`${lease?.key}.result`);
  expect(JSON.parse(result?.body ?? '')).toMatchObject({ TaskId: expect.any(Number) });
  const calls = delivery.calls.map(({ action }) => action);
  expect(calls.slice(calls.indexOf('DescribeTaskList'))).toEqual([
    'DescribeTaskList',
    'COS PUT',
    'ManualBackupInstance',
    'COS PUT',
  ]);
});

test.each([
  ['a dry run', { InstanceId: INSTANCE, DryRun: true }, RUN],
  [
    'a delivery without a run key',
    { InstanceId: INSTANCE },
    { run: 'x', via: 'http without a key' },
  ],
] as const)('%s leases nothing', async (_name, request, run) => {
  const scene = open();
  scene.deliver({ ...run, request });
  await scene.run();
  expect(scene.bucket.objects()).toEqual([]);
});

test('one process stands still before its write, and no list shows what another has made', async () => {
  const scene = blind();
  scene.next('ManualBackupInstance', { standsBefore: { ms: 60_000, monotonic: 'stands' } });
  const first = scene.deliver({ ...RUN, limitMs: 120_000 });
  const second = scene.deliver({ ...RUN, at: 1_000, limitMs: 20_000 });
  await scene.run();
  expect(told(second)).toEqual(['deferred', 'RunInProgress']);
  expect(scene.backups().length).toBeLessThanOrEqual(1);
  expect(first.endedAt).toBeDefined();
});

test('a redelivery adopts by the result what no list shows', async () => {
  const scene = blind();
  const first = scene.deliver(RUN);
  const again = scene.deliver({ ...RUN, at: 60_000 });
  await scene.run();
  expect(told(again)).toEqual(['adopted', undefined]);
  expect(again.told[0]?.TaskId).toBe(first.told[0]?.TaskId);
  expect(scene.backups()).toHaveLength(1);
});

test('a key that is used for another request is refused, while no list shows the first', async () => {
  const scene = blind();
  scene.deliver(CALLER);
  const other = scene.deliver({
    ...CALLER,
    at: 5_000,
    request: { InstanceId: INSTANCE, StorageDays: 3 },
  });
  await scene.run();
  expect(told(other)).toEqual(['refused', 'IdempotencyKeyReused']);
});

test('a process that dies before its send: nothing is sent until the take-over, and then once', async () => {
  const scene = blind();
  scene.next('COS PUT', { dies: 'answered' });
  scene.deliver({ ...RUN, limitMs: 60_000 });
  const early = scene.deliver({ ...RUN, at: 60_000, limitMs: 60_000 });
  const late = scene.deliver({ ...RUN, at: 334_000, limitMs: 60_000 });
  await scene.run();
  expect(told(early)).toEqual(['deferred', 'RunInProgress']);
  expect(told(late)).toEqual(['accepted', undefined]);
  expect(scene.backups()).toMatchObject([{ delivery: late }]);
});

test('a re-run with the time for it waits for the take-over', async () => {
  const scene = blind();
  scene.next('COS PUT', { dies: 'answered' });
  scene.deliver({ ...RUN, limitMs: 120_000 });
  const again = scene.deliver({ ...RUN, at: 60_000 });
  await scene.run();
  expect(told(again)).toEqual(['accepted', undefined]);
  expect(again.endedAt).toBeGreaterThan(333_000);
  expect(scene.backups()).toHaveLength(1);
});

test('an unanswered write is sent again only after the take-over time, by the delivery itself', async () => {
  const scene = blind();
  scene.next('ManualBackupInstance', { lost: 'call' });
  const delivery = scene.deliver(RUN);
  await scene.run();
  expect(told(delivery)).toEqual(['accepted', undefined]);
  const writes = delivery.calls.filter(({ action }) => action === 'ManualBackupInstance');
  expect((writes[1]?.at ?? 0) - (writes[0]?.at ?? 0)).toBeGreaterThan(330_000);
  expect(scene.backups()).toHaveLength(1);
});

test.each(['RequestLimitExceeded', 'ResourceUnavailable.InstanceLockedError'])(
  'a write refused with %s gives its lease back, and the next one is taken after a look',
  async (code) => {
    const scene = open();
    scene.next('ManualBackupInstance', { code });
    const delivery = scene.deliver(RUN);
    await scene.run();
    expect(told(delivery)).toEqual(['accepted', undefined]);
    const names = scene.bucket.objects().map(({ key }) => key.split('/')[2]);
    expect(names).toEqual(['1', '1.unused', '2', '2.result']);
    const actions = delivery.calls.map(({ action }) => action);
    const [first, second] = [...actions.keys()].filter(
      (n) => actions[n] === 'ManualBackupInstance',
    );
    expect(actions.slice(first, second)).toContain('DescribeTaskList');
  },
);

test('a refusal gives the lease back, so that a caller may try again at once', async () => {
  const scene = open();
  scene.next('ManualBackupInstance', {
    code: 'InvalidParameter.InvalidParameter',
    times: 1,
  } as never);
  const first = scene.deliver({ ...CALLER, request: { InstanceId: INSTANCE } });
  const again = scene.deliver({ ...CALLER, at: 5_000 });
  await scene.run();
  expect(told(first)[0]).toBe('refused');
  expect(told(again)).toEqual(['accepted', undefined]);
});

describe('COS cannot be asked', () => {
  test('nothing is sent, and the failure says why', async () => {
    const scene = open();
    scene.next('COS PUT', { lost: 'call', hangsUp: true }, { times: 99 });
    const delivery = scene.deliver(CALLER);
    await scene.run();
    expect(told(delivery)).toEqual(['refused', 'LeaseUnavailable']);
    expect(delivery.calls.map(({ action }) => action)).not.toContain('ManualBackupInstance');
  });

  test('an answer that is lost is read back by its token', async () => {
    const scene = open();
    scene.next('COS PUT', { lost: 'answer', hangsUp: true });
    const delivery = scene.deliver(RUN);
    await scene.run();
    expect(told(delivery)).toEqual(['accepted', undefined]);
    expect(scene.bucket.objects()).toHaveLength(2);
  });

  test('a mark that is lost costs a later delivery its wait, and no backup', async () => {
    const scene = blind();
    scene.next('COS PUT', { lost: 'call', hangsUp: true }, { skip: 1, times: 2 });
    scene.deliver({ ...RUN, limitMs: 30_000 });
    const again = scene.deliver({ ...RUN, at: 60_000, limitMs: 30_000 });
    await scene.run();
    expect(told(again)).toEqual(['deferred', 'RunInProgress']);
    expect(scene.backups()).toHaveLength(1);
  });
});

test('a wall clock that is too far ahead of COS’s sends nothing', async () => {
  const scene = open();
  scene.process('ahead').setWallClock(60_000);
  const delivery = scene.deliver({ ...RUN, process: 'ahead' });
  await scene.run();
  expect(told(delivery)).toEqual(['refused', 'LeaseUnavailable']);
  expect(scene.backups()).toEqual([]);
});

test('two records of one event that share a run key take one lease', async () => {
  const scene = blind();
  const warm = { process: 'warm', limitMs: 20_000 };
  scene.next('ManualBackupInstance', { lost: 'answer', hangsUp: true });
  scene.deliver({ ...RUN, ...warm });
  scene.deliver({ ...RUN, ...warm });
  await scene.run();
  expect(scene.backups()).toHaveLength(1);
});
