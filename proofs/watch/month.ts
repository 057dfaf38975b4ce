// Nights of a fleet on the local cloud's model, in time made by hand: automatic backups in their window, backups of half a
// minute to four minutes, one write in two hundred that goes wrong. How many runs need somebody in the end?

import { findInstance } from '../../emulator/redis/model/state';
import { addTask } from '../../emulator/redis/model/tasks';
import { createScene, type Trouble } from '../../test/support/scene';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** The console's default (docs/fleets.md). */
const [WINDOW_FROM_HOUR, WINDOW_HOURS] = [2, 6];
/** From the start of a run to the end of its last re-run; what begins later meets nobody. */
const NIGHT_MS = 40 * MINUTE_MS;
const [SHORTEST_MS, LONGEST_MS] = [30_000, 4 * MINUTE_MS];
const FAULT_RATE = 0.005;

/** What one write in two hundred meets. */
const FAULTS: readonly Trouble[] = [
  { lost: 'answer', hangsUp: true },
  { lost: 'call', hangsUp: true },
  { lost: 'answer' },
  { code: 'InternalError' },
  { code: 'InternalError', executed: true },
  { code: 'FailedOperation.SystemError' },
];

/** Mulberry32: the same nights for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface Night {
  /** Instances that were busy with their automatic backup when the run came, or became so. */
  readonly busy: number;
  readonly faults: number;
  /** Whether the first run threw, and whether the last re-run still did. */
  readonly threw: boolean;
  readonly threwInTheEnd: boolean;
  readonly doubled: number;
  readonly missed: number;
}

/** One night: the run and the platform's two re-runs, which come a minute after each failure. */
export async function playNight(count: number, startHour: number, seed: number): Promise<Night> {
  const random = createRandom(seed);
  const ids = Array.from({ length: count }, (_, n) => `crs-night${String(n).padStart(4, '0')}`);
  const length = () => SHORTEST_MS + random() * (LONGEST_MS - SHORTEST_MS);
  const scene = createScene({
    instances: ids.map((instanceId) => ({ instanceId })),
    behaviour: { taskMs: (SHORTEST_MS + LONGEST_MS) / 2 },
    random,
  });
  const backUp = (instanceId: string, ms: number) => {
    const { model } = scene;
    const instance = findInstance(model.state, instanceId);
    if (instance === undefined) throw new Error(`no instance ${instanceId}`);
    const task = { taskType: '017' as const, instance, ms };
    [model.state] = addTask(model.state, task, scene.timeline.now);
  };
  let [busy, faults] = [0, 0];
  for (const id of ids) {
    const startsAt = (WINDOW_FROM_HOUR - startHour + random() * WINDOW_HOURS) * HOUR_MS;
    const ms = length();
    if (startsAt + ms <= 0 || startsAt > NIGHT_MS) continue;
    busy += 1;
    if (startsAt <= 0) backUp(id, startsAt + ms);
    else scene.at(startsAt, () => backUp(id, ms));
  }
  scene.next(
    'ManualBackupInstance',
    () => {
      if (random() >= FAULT_RATE) return {};
      faults += 1;
      return FAULTS[Math.floor(random() * FAULTS.length)] ?? {};
    },
    { times: Number.POSITIVE_INFINITY },
  );
  const first = scene.deliver({
    ...{ run: 'nightly', request: { Selector: {} }, redeliveredAfterMs: [MINUTE_MS, MINUTE_MS] },
  });
  await scene.run();
  let last = first;
  while (last.redelivery !== undefined) last = last.redelivery;
  const made = new Set(scene.ownBackups().map(({ instanceId }) => instanceId));
  return {
    ...{ busy, faults, threw: first.threw, threwInTheEnd: last.threw },
    doubled: scene.doubles().size,
    missed: ids.filter((id) => !made.has(id)).length,
  };
}
