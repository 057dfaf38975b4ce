// Many targets: results in the order asked for, so many at once, so many a second, and one marker a target.

import { readMarker } from '../../src/backup/marker';
import type { BackupDeps } from '../../src/backup/plan';
import { RunMemory } from '../../src/backup/run-memory';
import { failed } from '../../src/result';
import { backUpTargets, backupDeps } from '../support/backup-deps';
import { backupRequest, failure } from '../support/builders';
import { manualClock } from '../support/clock';
import { type FakeApi, fakeApi, type Order } from '../support/fake-api';

const ids = (count: number) => Array.from({ length: count }, (_, index) => `crs-${index}`);
const IDENTITY = { namespace: 'n', functionName: 'f', trigger: 't', runKey: 'k' };

/** Backs up under one run key, with an hour's time, ten writes a second at most. */
function run(
  value: object,
  { clock = manualClock(), api = fakeApi(), ...deps }: Partial<BackupDeps>,
  writesPerSecond = 10,
) {
  const backupRun = {
    identity: IDENTITY,
    key: 'caller',
    patience: 'caller',
    deadline: clock.now() + 3_600_000,
  } as const;
  const all = backupDeps({ api, clock, ...deps }, writesPerSecond);
  return backUpTargets(backupRequest(value), backupRun, all);
}

/** An API that fails for one instance alone. */
const failing = (id: string, code: string): FakeApi =>
  fakeApi({ onSend: ({ InstanceId }) => (InstanceId === id ? failure(code) : undefined) });

test('results come in the order asked for, and each is told of as it ends', async () => {
  const ended: string[] = [];
  const results = await run(
    { InstanceIds: ids(5) },
    // In doubt, so that it goes on reading while the others are long done.
    {
      api: failing('crs-0', 'InternalError'),
      onResult: ({ InstanceId }, ms) => ended.push(`${InstanceId} ${ms > 1_000 ? 'late' : 'soon'}`),
    },
  );
  expect(results.map(({ InstanceId }) => InstanceId)).toEqual(ids(5));
  expect(ended).toEqual([
    ...ids(5)
      .slice(1)
      .map((id) => `${id} soon`),
    'crs-0 late',
  ]);
});

test('one that fails takes no other with it', async () => {
  const api = failing('crs-1', 'ResourceNotFound.InstanceNotExists');
  const results = await run({ InstanceIds: ids(3) }, { api });
  expect(results.map(({ Outcome }) => Outcome)).toEqual(['accepted', 'refused', 'accepted']);
});

test('a fleet: each once, and no second sees more writes than the limit', async () => {
  const clock = manualClock();
  const times: number[] = [];
  const api = fakeApi({
    onSend: () => {
      times.push(clock.now());
      return undefined;
    },
  });
  const results = await run({ InstanceIds: ids(100) }, { api, clock });
  expect(results.every(({ Outcome }) => Outcome === 'accepted')).toBe(true);
  expect(new Set(api.orders.map(({ InstanceId }) => InstanceId)).size).toBe(100);
  expect(times).toHaveLength(100);
  for (const [index, at] of times.slice(10).entries())
    expect(at - (times[index] ?? 0)).toBeGreaterThanOrEqual(999.9);
});

test('a fleet that is run again: those that may need a write are looked at before the started ones are asked for', async () => {
  const memory = new RunMemory();
  const isLate = (id: string) => Number(id.split('-')[1]) >= 40;
  const onSend = ({ InstanceId }: Order) =>
    isLate(InstanceId) ? failure('ResourceNotFound.InstanceNotExists') : undefined;
  await run({ InstanceIds: ids(60) }, { memory, api: fakeApi({ onSend }) });
  const steps: string[] = [];
  const onRead = (read: string) => {
    if (read.startsWith('backups')) steps.push('look');
    return undefined;
  };
  const readTask = async () => {
    steps.push('ask');
    return failed(failure('InternalError'));
  };
  const results = await run(
    { InstanceIds: ids(60) },
    { memory, api: fakeApi({ onRead }, { readTask }) },
  );
  expect(results.map(({ Outcome }) => Outcome)).toEqual(
    ids(60).map((id) => (isLate(id) ? 'accepted' : 'adopted')),
  );
  expect(steps.slice(0, 20)).toEqual(Array(20).fill('look'));
  expect(steps.filter((step) => step === 'ask')).toHaveLength(40);
});

describe('the order', () => {
  async function order(value: object): Promise<Order> {
    const api = fakeApi();
    await run(value, { api });
    const [first] = api.orders;
    if (first === undefined) throw new Error('nothing was sent');
    return first;
  }
  const content = async (value: object) => readMarker((await order(value)).Remark)?.content;

  test('has the marker, the user’s remark whole behind it, and days only when asked for', async () => {
    expect(await order({ InstanceId: 'crs-0', Remark: 'r' })).toEqual({
      ...{ InstanceId: 'crs-0', Region: 'ap-guangzhou', timeoutMs: 10_000 },
      Remark: expect.stringMatching(/^run-[a-z0-9]{10}-[a-z0-9]{4} r$/),
    });
    expect(await order({ InstanceId: 'crs-0', StorageDays: 0 })).toMatchObject({ StorageDays: 0 });
  });

  test('bears the same content for the same request, and another for another', async () => {
    const first = await content({ InstanceIds: ['crs-0', 'crs-1'] });
    expect(await content({ InstanceIds: ['crs-1', 'crs-0'] })).toBe(first);
    expect(await content({ InstanceIds: ['crs-0', 'crs-1'], Remark: 'r' })).not.toBe(first);
  });
});
