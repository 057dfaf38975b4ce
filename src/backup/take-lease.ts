// The loop that performs the steps of lease.ts, and what is written beside a lease. It decides nothing itself.
import type { RedisApi } from '../redis-api';
import type { Answer, Proof, Target } from '../result';
import {
  type Claim,
  type LeaseEnd,
  type LeaseFact,
  type LeaseNote,
  type LeaseStep,
  nextLeaseStep,
  toLeaseBody,
  toLeaseKey,
  toLeaseNote,
  UNUSED,
} from './lease';
import { leaseUnavailable } from './lease-failures';
import type { LeaseStore } from './lease-store';
import type { Marker } from './marker';

export interface LeaseDeps {
  readonly store: LeaseStore;
  readonly api: Pick<RedisApi, 'readTask'>;
  /** Epoch milliseconds. */
  readonly clock: { now(): number };
}

/** Of the time of a walk, the most that one call may take: what is not known after it is read back. */
const MAX_CALL_MS = 2_000;

/** Claims the right to send, or finds out who has it. Never rejects; ends by `until`, epoch milliseconds. */
export async function takeLease(
  claim: Claim,
  { Region }: Target,
  { store, api, clock }: LeaseDeps,
  until: number,
): Promise<LeaseEnd> {
  const timeoutMs = () => Math.max(1, Math.min(MAX_CALL_MS, until - clock.now()));
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
  let { walk, step } = nextLeaseStep(claim, { n: 1 }, { kind: 'begun' }, clock.now());
  for (;;) {
    if (step.do === 'end') return step.end;
    if (step.do === 'mark unused') {
      await store.create(toLeaseKey(claim, walk.n, UNUSED.part), UNUSED.body, timeoutMs());
      return step.end;
    }
    if (clock.now() >= until)
      return { kind: 'not leased', failure: leaseUnavailable('COS answered too slowly') };
    const fact = await perform(walk.n, step);
    ({ walk, step } = nextLeaseStep(claim, walk, fact, clock.now()));
  }
}

/** The time for what is written beside a lease; a later delivery can do without it. */
const MAX_NOTE_MS = 1_000;

/** The leases of one target in one delivery. */
export interface TargetLease {
  take(until: number): Promise<LeaseEnd>;
  /** Writes beside the lease how its send ended: whose task, or that it was not executed. */
  settle(answer: Answer<Proof>): Promise<void>;
  /** The lease was taken and nothing has been sent under it. */
  giveBack(): Promise<void>;
}

/** Whose leases. */
interface LeasedRun {
  readonly target: Target;
  readonly marker: Marker;
  /** Epoch milliseconds at which the platform ends the invocation. */
  readonly run: { readonly deadline: number };
}

export function openLease(
  { target, marker, run: { deadline } }: LeasedRun,
  deps: LeaseDeps,
): TargetLease {
  const { store, clock } = deps;
  let claim: Claim = { ...marker, token: store.newToken() };
  /** The lease under which nothing has been sent yet, and the one whose send has not been noted yet. */
  let held: number | undefined;
  let sent: number | undefined;
  const note = async (n: number, { part, body }: LeaseNote): Promise<void> => {
    [held, sent] = [undefined, undefined];
    claim = { ...claim, last: { n, isUsed: part !== 'unused' } };
    // Once more when it fails: a mark that is missing costs a later delivery more than five minutes.
    for (let tries = 0; tries < 2; tries += 1) {
      const timeoutMs = Math.max(1, Math.min(MAX_NOTE_MS, deadline - clock.now()));
      const { kind } = await store.create(toLeaseKey(claim, n, part), body, timeoutMs);
      if (kind === 'created' || kind === 'taken') return;
    }
  };
  return {
    take: async (until) => {
      const end = await takeLease(claim, target, deps, until);
      if (end.kind === 'leased') {
        [held, sent] = [end.n, undefined];
        claim = { ...claim, last: { n: end.n, isUsed: true } };
      }
      return end;
    },
    settle: async (answer) => {
      [held, sent] = [undefined, held ?? sent];
      const written = toLeaseNote(answer);
      if (sent !== undefined && written !== undefined) await note(sent, written);
    },
    giveBack: async () => {
      if (held !== undefined) await note(held, UNUSED);
    },
  };
}
