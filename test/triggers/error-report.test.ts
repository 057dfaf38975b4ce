// What is told of a batch of which some deliveries failed.
import { findRow } from '../../src/tencent/error-table';
import { handClock, inMemory, invoke, listedApi } from '../support/invoke';

const id = (n: number): string => `crs-fleet${String(n).padStart(5, '0')}`;

const record = (offset: number, msgBody: string = JSON.stringify({ InstanceId: id(offset) })) => ({
  Ckafka: { topic: 'backups', Partition: 0, offset, msgKey: 'None', msgBody },
});

const batch = (count: number) => ({
  Records: Array.from({ length: count }, (_, offset) => record(offset)),
});

const refusal = (code: string) => () => ({ ...findRow(code), message: `told ${code}` });

describe('the error of a batch', () => {
  const thrown = async (count: number, code = 'InternalError.DbOperationFailed') => {
    const clock = handClock();
    const told = await invoke(batch(count), inMemory(clock, listedApi(clock, refusal(code))), {
      timeLimitMs: 900_000,
    });
    return told.thrown ?? '';
  };
  const BUSY = 'ResourceUnavailable.InstanceLockedError';

  test('names every failed record by its key', async () => {
    expect(JSON.parse(await thrown(2, BUSY))).toEqual({
      failed: [0, 1].map((offset) => ({
        runKey: `backups 0 ${offset}`,
        InstanceId: id(offset),
        outcome: 'refused',
        code: BUSY,
        message: `told ${BUSY}`,
      })),
      invocationId: 'run-1',
    });
  });

  test('names those that do not fit by their keys alone', async () => {
    const { failed, more, alsoFailed } = JSON.parse(await thrown(60, BUSY));
    expect(failed.length + more).toBe(60);
    const keys = [...failed.map(({ runKey }: { runKey: string }) => runKey), ...alsoFailed];
    expect(keys).toEqual(Array.from({ length: 60 }, (_, n) => `backups 0 ${n}`));
  });

  test('has a bounded length, whatever failed', async () => {
    const message = await thrown(300, BUSY);
    expect(message.length).toBeLessThan(10_000);
    const { failed, more } = JSON.parse(message);
    expect(failed.length + more).toBe(300);
  });

  test('names a record that has no key by its place', async () => {
    const clock = handClock();
    const told = await invoke(
      {
        Records: [
          { CMQ: { topicName: 't' } },
          { CMQ: { topicName: 't', msgId: 'm', msgBody: '{}' } },
        ],
      },
      inMemory(clock, listedApi(clock)),
    );
    expect(JSON.parse(told.thrown ?? '')).toMatchObject({
      failed: [
        { code: 'ValidationFailed', issues: [{ path: 'Records[0].CMQ.msgId' }] },
        { code: 'ValidationFailed', runKey: 't m', issues: [{ path: 'InstanceId' }] },
      ],
    });
  });

  test('cuts long texts', async () => {
    const clock = handClock();
    const event = {
      InstanceId: 'crs-1',
      ['x'.repeat(50_000)]: 1,
      IdempotencyKey: 'k'.repeat(50_000),
    };
    const told = await invoke(event, inMemory(clock, listedApi(clock)));
    expect(told.thrown?.length).toBeLessThan(3000);
    expect(told.thrown).toContain('IdempotencyKey must be 1 to 255'.slice(15));
  });
});
