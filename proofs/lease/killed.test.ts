// The process is killed between its lease, its send, the result and the reply; the platform delivers the event again, at once
// and after the take-over time. No lock helps, and the lists show nothing until they are told to.
import { TAKE_OVER_MS } from '../../src/backup/lease';
import { nightly, type Strict, startStrict, toldOf } from './strict';

const ID = 'crs-demo0001';
const TIMEOUT_MS = 4_000;

let strict: Strict;
afterEach(() => strict.close());

type Moment = 'between lease and send' | 'between send and result' | 'between result and reply';

/** Where the process dies: as the answer of COS is on its way, or before the result is written. */
const HELD: Record<Moment, [keyEnd: string, when: 'before' | 'after']> = {
  'between lease and send': ['/1', 'after'],
  'between send and result': ['.result', 'before'],
  'between result and reply': ['.result', 'after'],
};

async function killAt(moment: Moment) {
  const [keyEnd, when] = HELD[moment];
  let isOver = false;
  let reached: () => void = () => undefined;
  const isReached = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const hold = async ({ method, key }: { method: string; key: string }, now: string) => {
    if (isOver || method !== 'PUT' || now !== when || !key.endsWith(keyEnd)) return;
    isOver = true;
    reached();
    // Nobody is left to hear the answer; what is held before it is carried out never is.
    await new Promise<never>(() => undefined);
  };
  strict = await startStrict({ timeoutMs: TIMEOUT_MS, cos: { hold } });
  strict.redis.setInstance({ instanceId: ID });
  const event = nightly(ID);
  const killed = strict.host.invoke(event);
  await isReached;
  await Promise.all(strict.host.instances.map((instance) => instance.kill()));
  expect(await killed).toMatchObject({ ok: false });
  return {
    backups: () => strict.redis.backups(ID),
    again: async () => toldOf(await strict.host.invoke(event)),
  };
}

test('between lease and send: nothing at once, one backup after the take-over time', async () => {
  const { backups, again } = await killAt('between lease and send');
  expect(backups()).toHaveLength(0);
  expect(await again()).toBe('deferred RunInProgress');
  expect(backups()).toHaveLength(0);
  strict.cos.age(TAKE_OVER_MS);
  expect(await again()).toBe('accepted');
  expect(await again()).toBe('adopted');
  expect(backups()).toHaveLength(1);
}, 60_000);

test('between send and result: held by the lease until the lists show it', async () => {
  const { backups, again } = await killAt('between send and result');
  expect(backups()).toHaveLength(1);
  expect(await again()).toBe('deferred RunInProgress');
  strict.show();
  strict.cos.age(TAKE_OVER_MS);
  expect(await again()).toBe('adopted');
  expect(backups()).toHaveLength(1);
}, 60_000);

test('between result and reply: adopted by the result, at once and later', async () => {
  const { backups, again } = await killAt('between result and reply');
  expect(backups()).toHaveLength(1);
  expect(await again()).toBe('adopted');
  strict.cos.age(TAKE_OVER_MS);
  expect(await again()).toBe('adopted');
  expect(backups()).toHaveLength(1);
}, 60_000);
