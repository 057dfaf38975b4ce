// What the records of one batch share: the queue of an instance, the rate, the room; and what Wait does not hold up.
import type { RedisApi } from '../src/redis-api';
import { handClock, inMemory, invoke, listedApi } from './support/invoke';

const record = (offset: number, request: object) => ({
  Ckafka: {
    topic: 'backups',
    Partition: 0,
    offset,
    msgKey: 'None',
    msgBody: JSON.stringify(request),
  },
});

/** Notes when each write begins and ends. */
function noting(api: RedisApi, seen: string[]): RedisApi {
  return {
    ...api,
    startBackup: async (target, order, timeoutMs) => {
      seen.push(`${target.InstanceId} begins`);
      const answer = await api.startBackup(target, order, timeoutMs);
      seen.push(`${target.InstanceId} ends`);
      return answer;
    },
  };
}

test('records for one instance run one after the other, in order; those for others beside them', async () => {
  const clock = handClock();
  const api = listedApi(clock);
  const seen: string[] = [];
  const instances = ['crs-a', 'crs-a', 'crs-b', 'crs-a'];
  const Records = instances.map((InstanceId, offset) =>
    record(offset, { InstanceId, Remark: `no ${offset}` }),
  );
  const told = await invoke({ Records }, inMemory(clock, noting(api, seen)));
  expect(told.result).toMatchObject(instances.map(() => ({ Outcome: 'accepted' })));
  const ofA = seen.filter((line) => line.startsWith('crs-a'));
  expect(ofA).toEqual(Array.from({ length: 3 }, () => ['crs-a begins', 'crs-a ends']).flat());
  expect(seen.indexOf('crs-b begins')).toBeLessThan(seen.lastIndexOf('crs-a begins'));
});

test('a list in one record and a single instance in another are queued by instance', async () => {
  const clock = handClock();
  const seen: string[] = [];
  const Records = [
    record(0, { InstanceIds: ['crs-a', 'crs-b'] }),
    record(1, { InstanceId: 'crs-b' }),
  ];
  await invoke({ Records }, inMemory(clock, noting(listedApi(clock), seen)));
  const ofB = seen.filter((line) => line.startsWith('crs-b'));
  expect(ofB).toEqual(['crs-b begins', 'crs-b ends', 'crs-b begins', 'crs-b ends']);
});

test('records that wait for their backups hold up neither the others nor the same instance', async () => {
  const clock = handClock();
  const api = listedApi(clock);
  const startedAt = clock.now();
  const TAKES_MS = 20_000;
  const slow: RedisApi = {
    ...api,
    readTask: async () => ({
      ok: true,
      value: {
        state: clock.now() - startedAt < TAKES_MS ? 'unfinished' : 'succeeded',
        Status: 'running',
        InstanceId: '',
        StartTime: '',
        TaskMessage: '',
      },
    }),
  };
  const Records = Array.from({ length: 100 }, (_, offset) =>
    record(offset, { InstanceId: `crs-a${offset % 90}`, Wait: true }),
  );
  const told = await invoke({ Records }, inMemory(clock, slow), { timeLimitMs: 60_000 });
  expect(told.result).toEqual({ Deliveries: 100, Summary: { verified: 100 } });
  const lastSentAt = (api.sent.at(-1)?.at ?? 0) - startedAt;
  expect(lastSentAt).toBeLessThan(TAKES_MS / 2);
});
