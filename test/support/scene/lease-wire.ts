// The store of leases as a scene wants it: the local cloud's bucket, in time made by hand, with what a call may meet.
import type { Bucket } from '../../../emulator/cos/bucket';
import type { CosReadings } from '../../../emulator/cos/server';
import { leaseUnavailable } from '../../../src/backup/lease-failures';
import type { Created, Found, LeaseStore } from '../../../src/backup/lease-store';
import type { Process, Timeline } from './timeline';
import type { Trouble, WireCall } from './wire';

export interface LeaseWireOptions {
  readonly bucket: Bucket;
  readonly readings: CosReadings;
  /** How many creations of a key are on their way at once; shared by all processes. */
  readonly racing: Map<string, number>;
  readonly timeline: Timeline;
  readonly process: Process;
  readonly latencyMs: number;
  newToken(): string;
  onCall(call: WireCall): Trouble;
}

const RACE_MS = 25;

/** COS's times are whole seconds. */
const toSeconds = (ms: number): number => Math.floor(ms / 1_000) * 1_000;

const failure = leaseUnavailable('the scene has lost it');

export function openLeaseWire(options: LeaseWireOptions): LeaseStore {
  const { bucket, readings, racing, timeline, process, latencyMs, newToken, onCall } = options;

  /** What is carried out half-way, if it is; undefined when nobody hears of it. */
  async function exchange<T>(
    action: string,
    key: string,
    timeoutMs: number,
    carryOut: () => Promise<T>,
  ): Promise<T | undefined> {
    const at = timeline.now - timeline.startedAt;
    const seen: WireCall = { at, action, region: '', params: { key }, hasLeft: true };
    const trouble = onCall(seen);
    const { lost, lateMs, hangsUp, answerTakesMs = latencyMs, dies, stands } = trouble;
    const sentAt = timeline.now;
    const endsAt = sentAt + timeoutMs;
    if (dies === 'sent') process.kill();
    await timeline.until(Math.min(sentAt + latencyMs / 2, endsAt));
    const isCarriedOut = lost !== 'call' && lateMs === undefined && trouble.code === undefined;
    const answer = isCarriedOut ? await carryOut() : undefined;
    const isGivenUp = sentAt + answerTakesMs > endsAt;
    const stalls = lost !== undefined && hangsUp !== true;
    await timeline.until(stalls || isGivenUp ? endsAt : sentAt + answerTakesMs);
    if (lateMs !== undefined) void timeline.until(timeline.now + lateMs).then(carryOut);
    if (dies === 'answered') process.kill();
    if (stands !== undefined) process.standStill(stands);
    await process.until(timeline.now);
    return lost === undefined && !isGivenUp ? answer : undefined;
  }

  /** Where none wins a race, more than one at once are refused alike. */
  async function isAlone(key: string): Promise<boolean> {
    if (readings['lease-race'] === 'one wins') return true;
    racing.set(key, (racing.get(key) ?? 0) + 1);
    await timeline.until(timeline.now + RACE_MS);
    const isOne = racing.get(key) === 1;
    await timeline.until(timeline.now + RACE_MS);
    racing.delete(key);
    return isOne;
  }

  return {
    newToken,
    create: async (key, body, timeoutMs) => {
      const created = await exchange<Created>('COS PUT', key, timeoutMs, async () =>
        (await isAlone(key)) && bucket.put(key, body, true) === 'created'
          ? { kind: 'created', at: toSeconds(timeline.now) }
          : { kind: 'taken' },
      );
      return created ?? { kind: 'not known', failure };
    },
    read: async (key, timeoutMs) => {
      const found = await exchange<Found>('COS GET', key, timeoutMs, async () => {
        const object = bucket.get(key);
        if (object === undefined)
          return readings['lease-missing'] === '404'
            ? { kind: 'missing' }
            : { kind: 'denied', failure };
        const { body, modifiedAt } = object;
        return {
          kind: 'found',
          body,
          at: toSeconds(timeline.now),
          modifiedAt: toSeconds(modifiedAt),
        };
      });
      return found ?? { kind: 'unreadable', failure };
    },
  };
}
