// The algorithm's own durations, divided: what takes a minute against Tencent takes six seconds here.
import { TIMING, type Timing } from '../../src/backup/state';

/** By how much every duration is divided, the emulator's included: 1 s of the real world is 100 ms here. */
export const SCALE = 10;

/** Real milliseconds → scaled ones. */
export const scale = (ms: number): number => ms / SCALE;

/** Everything in TIMING is a duration but the number of tries. */
export const SCALED: Timing = {
  ...(Object.fromEntries(
    Object.entries(TIMING).map(([name, ms]) => [name, scale(ms)]),
  ) as unknown as Timing),
  maxTries: TIMING.maxTries,
  // Fewer readings than in earnest: they cost this machine more than they tell.
  pollMs: scale(1_000),
};
