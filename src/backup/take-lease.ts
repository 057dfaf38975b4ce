// The loop that performs the steps of lease.ts, and what is written beside a lease. It decides nothing itself.
import type { RedisApi } from '../redis-api';
import type { Answer, Proof, Target } from '../result';
import {
  type Claim,
  type LeaseEnd,
  type LeaseFact,
  type LeaseStep,
  nextLeaseStep,
  toLeaseBody,
  toLeaseKey,
  toLeaseNote,
} from './lease';
import { leaseUnavailable } from './lease-failures';
import type { LeaseStore } from './lease-store';

export interface LeaseDeps {
  readonly store: LeaseStore;
  readonly api: Pick<RedisApi, 'readTask'>;
  /** Epoch milliseconds. */
  now(): number;
}

/** Of the time of a walk, the most that one call may take: what is not known after it is read back. */
const MAX_CALL_MS = 2_000;

/** Claims the right to send, or finds out who has it. Never rejects; ends by `until`, epoch milliseconds. */
export async function takeLease(
  claim: Claim,
  { Region }: Target,
  { store, api, now }: LeaseDeps,
  until: number,
): Promise<LeaseEnd> {
  const timeoutMs = () => Math.max(1, Math.min(MAX_CALL_MS, until - now()));
  const perform = async (
    n: number,
    step: Exclude<LeaseStep, { do: 'end' | 'mark unused' }>,
  ): Promise<LeaseFact> => {
    switch (step.do) {
      case 'create':
        return {
          kind: 'create',
          answer: await store.create(toLeaseKey(claim, n), toLeaseBody(claim), timeoutMs()),
        };
      case 'read': {
        const { part } = step;
        const answer = await store.read(toLeaseKey(claim, n, part), timeoutMs());
        return { kind: 'read', part, answer };
      }
      case 'ask': {
        const { TaskId, proof } = step;
        const answer = await api.readTask({ TaskId, Region }, timeoutMs());
        return {
          kind: 'task',
          proof,
          answer: answer.ok ? { ok: true, value: answer.value.state === 'failed' } : answer,
        };
      }
      default:
        return step satisfies never;
    }
  };
  let { walk, step } = nextLeaseStep(claim, { n: 1 }, { kind: 'begun' }, now());
  for (;;) {
    if (step.do === 'end') return step.end;
    if (step.do === 'mark unused') {
      await store.create(toLeaseKey(claim, walk.n, 'unused'), '{}', timeoutMs());
      return step.end;
    }
    if (now() >= until)
      return { kind: 'not leased', failure: leaseUnavailable('COS answered too slowly') };
    const fact = await perform(walk.n, step);
    ({ walk, step } = nextLeaseStep(claim, walk, fact, now()));
  }
}

/** Writes beside a lease what its send was answered. It helps later deliveries; without it they wait for a take-over. */
export async function noteLease(
  claim: Claim,
  n: number,
  answer: Answer<Proof>,
  store: LeaseStore,
  timeoutMs: number,
): Promise<void> {
  const note = toLeaseNote(answer);
  if (note === undefined) return;
  const written = await store.create(toLeaseKey(claim, n, note.part), note.body, timeoutMs);
  // One more try: an `unused` or `result` that is missing costs a later delivery more than five minutes.
  if (written.kind === 'not known' || written.kind === 'not created')
    await store.create(toLeaseKey(claim, n, note.part), note.body, timeoutMs);
}
