// Two processes, one delivery, released from a barrier five hundred times: the bucket decides. No lock helps, and the lists
// show a backup only after half a second.
import { nightly, type Strict, startStrict, toldOf } from './strict';

const ROUNDS = 500;
const AT_ONCE = 4;

/** Lets the first lease of each run wait until both processes ask for it. */
function createBarrier() {
  const waiting = new Map<string, () => void>();
  const met = { count: 0 };
  return {
    met,
    hold: async ({ method, key }: { method: string; key: string }, when: 'before' | 'after') => {
      if (method !== 'PUT' || when !== 'before' || !key.endsWith('/1')) return;
      const release = waiting.get(key);
      if (release !== undefined) {
        met.count += 1;
        waiting.delete(key);
        release();
        return;
      }
      await new Promise<void>((resolve) => waiting.set(key, resolve));
    },
  };
}

let strict: Strict;
afterEach(() => strict.close());

async function playRound(round: number): Promise<string> {
  const instanceId = `crs-race${String(round).padStart(4, '0')}`;
  strict.redis.setInstance({ instanceId });
  const event = nightly(instanceId);
  const ended = await Promise.all([strict.host.invoke(event), strict.host.invoke(event)]);
  const told = ended.map(toldOf).sort().join(' and ');
  return `${told}: ${strict.redis.backups(instanceId).length}`;
}

test(`${ROUNDS} rounds, ${ROUNDS} backups`, async () => {
  const { met, hold } = createBarrier();
  strict = await startStrict({
    timeoutMs: 20_000,
    maxInstances: 2 * AT_ONCE,
    cos: { hold },
    backupVisible: 500,
  });
  const rounds = Array.from({ length: ROUNDS }, (_, round) => round);
  const told: Record<string, number> = {};
  const work = async () => {
    for (let round = rounds.shift(); round !== undefined; round = rounds.shift()) {
      const how = await playRound(round);
      told[how] = (told[how] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  expect(told).toEqual({ 'accepted and adopted: 1': ROUNDS });
  expect(met.count).toBe(ROUNDS);
  expect(strict.redis.backups()).toHaveLength(ROUNDS);
}, 600_000);
