// Every fixture, delivered twice to the function against the local cloud: one backup a target, whatever the trigger.
import { type RedisCloud, startRedisCloud } from '../../emulator/redis/server';
import { TRIGGERS } from '../../src/triggers/select';
import { onCloud } from '../../test/support/cloud';
import { FIXTURES, fixture } from '../../test/support/events';
import { invoke } from '../../test/support/invoke';

let cloud: RedisCloud;
beforeAll(async () => {
  cloud = await startRedisCloud({ taskMs: 60 });
});
beforeEach(() => cloud.reset());
afterAll(() => cloud.close());

/** Backups of an event that asks for another number of them than one. */
const BACKUPS: Readonly<Record<string, number>> = {
  'eventbridge/custom-batch': 2,
  'eventbridge/reshaped-batch': 2,
  'eventbridge/audit-own-backup': 0,
  'eventbridge/audit-own-marker': 0,
  'cmq/tags-as-list': 2,
  'ckafka/partition': 2,
  'ckafka/poison': 2,
};

/** The other fixtures of timers, webhooks and direct invokes are somebody else's table. */
const OURS = TRIGGERS.map(({ name }) => name).filter(
  (name) => !['timer', 'http', 'direct'].includes(name),
);

const remarks = () => cloud.backups().map(({ instanceId, remark }) => `${instanceId} ${remark}`);

describe('one delivery, then the same again', () => {
  test.each(FIXTURES.filter(({ trigger }) => OURS.includes(trigger)))(
    '$name',
    async ({ name, event }) => {
      await invoke(event, onCloud(cloud));
      const first = remarks();
      expect(first).toHaveLength(BACKUPS[name] ?? 1);
      expect(new Set(first).size).toBe(first.length);
      await invoke(event, onCloud(cloud), { requestId: 'a re-run' });
      expect(remarks()).toEqual(first);
    },
  );
});

/** A letter of an event that has failed just now. */
const presentLetter = (name: string): Record<string, unknown> =>
  JSON.parse(
    JSON.stringify(fixture(name)).replaceAll('2020-10-10T01:22:00Z', new Date().toISOString()),
  );

describe('a dead letter is its original event', () => {
  const table: [letter: string, requestId: string][] = [
    ['dead-letter/timer', 'any'],
    ['dead-letter/timer-without-message', 'any'],
    // The request id is what names a direct invoke without a key, so the letter's own one stands in.
    ['dead-letter/direct', 'b615b896-d197-47d7-8919-000000000000'],
    ['dead-letter/failed-again', 'any'],
  ];
  test.each(table)('%s', async (name, requestId) => {
    const letter = presentLetter(name);
    let original: unknown = letter;
    while (isLetter(original)) original = JSON.parse(original.Body.ClientContext);
    await invoke(original, onCloud(cloud), { requestId });
    const first = remarks();
    expect(first).toHaveLength(1);
    const told = await invoke(letter, onCloud(cloud), { requestId: 'another' });
    expect(told.result).toMatchObject({ Outcome: 'adopted' });
    expect(remarks()).toEqual(first);
  });

  interface Letter {
    readonly Body: { readonly ClientContext: string };
  }
  const isLetter = (event: unknown): event is Letter => Object.hasOwn(event as object, 'Body');

  test('and is logged under its trigger', async () => {
    const told = await invoke(fixture('dead-letter/timer'), onCloud(cloud));
    expect(told.log).toContainEqual(
      expect.objectContaining({
        event: 'delivery',
        trigger: 'timer',
        runKey: 'nightly 2020-10-10T01:22:00Z',
      }),
    );
  });
});

describe('two records of one batch for one instance', () => {
  const batch = (...offsets: number[]) => ({
    Records: offsets.map((offset) => ({
      Ckafka: { topic: 't', Partition: 0, offset, msgBody: '{"InstanceId":"crs-demo0001"}' },
    })),
  });

  test('wait for one another instead of finding the instance locked', async () => {
    const { result } = await invoke(batch(1, 2, 3), onCloud(cloud));
    expect(result).toMatchObject([1, 2, 3].map(() => ({ Outcome: 'accepted' })));
    expect(remarks()).toHaveLength(3);
  });

  test('make one backup when they are one record, told twice', async () => {
    const { result } = await invoke(batch(1, 1), onCloud(cloud));
    expect(result).toMatchObject([{ Outcome: 'accepted' }, { Outcome: 'adopted' }]);
    expect(remarks()).toHaveLength(1);
  });
});
