// Idempotency-Key, end to end: the real flow and SDK on the local cloud. What docs/once-only.md says, line by line.

import {
  DEMO_KEY,
  type RedisCloud,
  type RedisCloudOptions,
  startRedisCloud,
} from '../../emulator/redis/server';
import { TIMING } from '../../src/backup/state';
import { openRedisClient } from '../../src/tencent/redis-client';
import type { HttpResponse } from '../../src/triggers/http';
import { bearer, OTHER_TOKEN, post, signed, webhook } from '../support/webhook';

const clouds: RedisCloud[] = [];
afterEach(async () => {
  await Promise.all(clouds.splice(0).map((cloud) => cloud.close()));
});

/** Short waits: somebody else's backup is waited for a moment, not ten seconds. */
const timing = { ...TIMING, maxCallerWaitMs: 50, pollMs: 10, maxPollMs: 10 };

/** The function on a cloud of its own, with the real clock. */
async function start(options: RedisCloudOptions = {}) {
  const cloud = await startRedisCloud({ taskMs: 0, ...options });
  clouds.push(cloud);
  const clock = {
    now: Date.now,
    monotonic: () => performance.now(),
    sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
    random: () => 0.5,
  };
  const send = async (
    key: string | undefined,
    request: object,
    token?: string,
  ): Promise<HttpResponse> => {
    const hook = webhook({
      settings: { REDIS_API_ENDPOINT: cloud.url },
      deps: {
        clock,
        timing,
        openApi: ({ REDIS_API_ENDPOINT: endpoint }, limiter) =>
          openRedisClient({ endpoint, credential: () => DEMO_KEY, limiter, findings: {} }),
      },
    });
    const headers = key === undefined ? {} : { 'idempotency-key': key };
    return hook.send(post({ ...bearer(token), ...headers }, JSON.stringify(request)));
  };
  return { cloud, send };
}

const fieldsOf = ({ statusCode, headers, body }: HttpResponse) => ({
  status: statusCode,
  ...JSON.parse(body),
  retryAfter: headers['Retry-After'],
});

const ONE = { InstanceId: 'crs-demo0001', Remark: 'before the release' };

describe('the same key', () => {
  test('with the same request: adopted, and the backup that exists is named', async () => {
    const { cloud, send } = await start();
    const first = fieldsOf(await send('k', ONE));
    const second = fieldsOf(await send('k', ONE));
    expect(first).toMatchObject({ status: 202, Outcome: 'accepted' });
    expect(second).toMatchObject({ status: 202, Outcome: 'adopted' });
    expect(second.BackupId).toBe(cloud.backups()[0]?.backupId);
    expect(cloud.backups()).toHaveLength(1);
  });

  test('with the same request, its fields in another order: adopted', async () => {
    const { send } = await start();
    await send('k', ONE);
    const { InstanceId, Remark } = ONE;
    expect(fieldsOf(await send('k', { Remark, InstanceId }))).toMatchObject({ Outcome: 'adopted' });
  });

  const others: [name: string, request: object][] = [
    ['another remark', { ...ONE, Remark: 'after it' }],
    ['no remark', { InstanceId: ONE.InstanceId }],
    ['another retention', { ...ONE, StorageDays: 3 }],
  ];
  test.each(others)('with %s: 422, and nothing is started', async (_name, other) => {
    const { cloud, send } = await start();
    await send('k', ONE);
    expect(fieldsOf(await send('k', other))).toMatchObject({
      status: 422,
      code: 'IdempotencyKeyReused',
      retryable: false,
    });
    expect(cloud.backups()).toHaveLength(1);
  });

  test('while its backup is being made and not listed yet: 409 with Retry-After', async () => {
    const { cloud, send } = await start({ taskMs: 60_000, backupVisible: 'at end' });
    await send('k', ONE);
    const again = fieldsOf(await send('k', ONE));
    expect(again).toMatchObject({ status: 409, code: 'BackupInProgress', retryable: true });
    expect(Number(again.retryAfter)).toBeGreaterThan(0);
    expect(cloud.backups()).toHaveLength(1);
  });

  test('and when it has ended, the retry finds it', async () => {
    const { cloud, send } = await start({ taskMs: 60_000, backupVisible: 'at end' });
    const { TaskId } = fieldsOf(await send('k', ONE));
    await send('k', ONE);
    cloud.finishTask(TaskId, 'succeed');
    expect(fieldsOf(await send('k', ONE))).toMatchObject({
      status: 202,
      Outcome: 'adopted',
      BackupId: cloud.backups()[0]?.backupId,
    });
  });

  test('while its backup is being made and is listed: adopted at once', async () => {
    const { send } = await start({ taskMs: 60_000 });
    const { TaskId } = fieldsOf(await send('k', ONE));
    expect(fieldsOf(await send('k', ONE))).toMatchObject({
      status: 202,
      Outcome: 'adopted',
      TaskId,
    });
  });

  test('twice at the same moment: one backup; the other is told to come back, or finds it', async () => {
    const { cloud, send } = await start({ taskMs: 60_000, latencyMs: 20 });
    const answers = (await Promise.all([send('k', ONE), send('k', ONE)])).map(fieldsOf);
    const [other, ...more] = answers.filter(({ Outcome }) => Outcome !== 'accepted');
    expect(more).toEqual([]);
    if (other.status === 409) expect(other.retryAfter).toBeDefined();
    else expect(other).toMatchObject({ status: 202, Outcome: 'adopted' });
    expect(cloud.backups()).toHaveLength(1);
    expect(fieldsOf(await send('k', ONE))).toMatchObject({ status: 202, Outcome: 'adopted' });
  });

  test('after an answer that never came: adopted', async () => {
    const { cloud, send } = await start();
    cloud.script({ fault: 'hang-up', execute: true });
    expect(fieldsOf(await send('k', ONE))).toMatchObject({ status: 202, Outcome: 'accepted' });
    expect(fieldsOf(await send('k', ONE))).toMatchObject({ status: 202, Outcome: 'adopted' });
    expect(cloud.backups()).toHaveLength(1);
  });
});

describe('what cannot be told apart', () => {
  const TWO = { ...ONE, InstanceId: 'crs-demo0002' };

  test('the same key of a caller with another token is another backup', async () => {
    const { cloud, send } = await start();
    await send('k', ONE);
    expect(fieldsOf(await send('k', ONE, OTHER_TOKEN))).toMatchObject({ Outcome: 'accepted' });
    expect(fieldsOf(await send('k', ONE))).toMatchObject({ Outcome: 'adopted' });
    expect(cloud.backups()).toHaveLength(2);
  });

  test('the same key for another instance is another backup, and no error', async () => {
    const { cloud, send } = await start();
    await send('k', ONE);
    expect(fieldsOf(await send('k', TWO))).toMatchObject({ status: 202, Outcome: 'accepted' });
    expect(cloud.backups()).toHaveLength(2);
  });

  test('the same key for one instance more is 422 for that one, and a backup of the other', async () => {
    const { send } = await start();
    await send('k', ONE);
    const both = { InstanceIds: [ONE.InstanceId, TWO.InstanceId], Remark: ONE.Remark };
    const { status, Results } = fieldsOf(await send('k', both));
    expect(status).toBe(207);
    expect(Results).toMatchObject([{ status: 422 }, { Outcome: 'accepted' }]);
  });

  test('a key whose request was refused is free again, for any request', async () => {
    const { cloud, send } = await start();
    cloud.script({ code: 'UnauthorizedOperation' });
    expect(fieldsOf(await send('k', ONE)).status).toBe(403);
    expect(fieldsOf(await send('k', { ...ONE, Remark: 'other' }))).toMatchObject({
      status: 202,
      Outcome: 'accepted',
    });
  });

  const ages: [days: number, second: string][] = [
    [26, 'adopted'],
    [29, 'accepted'],
  ];
  test.each(ages)('a key is remembered for 28 days: after %i, %s', async (days, second) => {
    // The cloud's clock is behind, so that the backup is as old as that for the function.
    const { send } = await start({ now: () => Date.now() - days * 86_400_000 });
    expect(fieldsOf(await send('k', ONE))).toMatchObject({ Outcome: 'accepted' });
    expect(fieldsOf(await send('k', ONE))).toMatchObject({ Outcome: second });
  });

  test('no key: every request is a backup', async () => {
    const { cloud, send } = await start();
    await send(undefined, ONE);
    await send(undefined, ONE);
    expect(cloud.backups()).toHaveLength(2);
  });
});

test('a signed request, replayed within its five minutes, makes no second backup', async () => {
  const cloud = await startRedisCloud({ taskMs: 0 });
  clouds.push(cloud);
  const body = JSON.stringify(ONE);
  const timestamp = Math.floor(Date.now() / 1000);
  const hook = webhook({
    settings: { REDIS_API_ENDPOINT: cloud.url },
    deps: {
      clock: {
        now: Date.now,
        monotonic: () => performance.now(),
        sleep: async () => {},
        random: () => 0,
      },
      openApi: ({ REDIS_API_ENDPOINT: endpoint }, limiter) =>
        openRedisClient({ endpoint, credential: () => DEMO_KEY, limiter, findings: {} }),
    },
  });
  const event = post(signed(body, { timestamp }), body);
  expect(fieldsOf(await hook.send(event))).toMatchObject({ Outcome: 'accepted' });
  expect(fieldsOf(await hook.send(event))).toMatchObject({ Outcome: 'adopted' });
  // The sender's own redelivery has a new stamp and the old id.
  const later = post(signed(body, { timestamp: timestamp + 60 }), body);
  expect(fieldsOf(await hook.send(later))).toMatchObject({ Outcome: 'adopted' });
  expect(cloud.backups()).toHaveLength(1);
});
