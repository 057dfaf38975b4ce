// (claim, walk, fact) → next walk and step: who may send a run's write. Pure; take-lease.ts acts on it.
//
//   PUT n ──created───────────────────────▶ leased n       (the clock is too far ahead: unused, refused)
//    ▲ │ └──surely not created────────────▶ not leased
//    │ └─taken, or not known─▶ GET n ──this attempt's token──▶ leased n
//    │                          │  └──missing, unreadable──▶ not leased (perhaps: the next try reads its token)
//    │                          ▼ another's
//    ├──there───── GET n.unused
//    │                          ▼ missing
//    │              other content ──────▶ not leased
//    │                          ▼
//    ├──failed──── GET n.result ──its task has not failed──▶ made
//    │                          ▼ missing
//    └──n = n + 1─ old enough for a take-over? ──no──▶ in progress
//
// Objects are only ever added. Of two deliveries that may both lease n + 1, the store creates the object of one.
import type { Answer, Failure, Proof } from '../result';
import { leaseRefused, leaseReused, leaseUnavailable, runInProgress } from './lease-failures';
import type { Created, Found } from './lease-store';

/**
 * The write of a lease leaves within this time of the lease: a write leaves within three seconds of its look, and the
 * look is older than the lease.
 */
const SEND_WITHIN_MS = 3_000;
/** The API refuses a request that was signed longer ago than this, so a write that still lies somewhere is dead then. */
const SIGNATURE_LIFE_MS = 5 * 60_000;
/** For the clocks: a holder's may be ahead by MAX_AHEAD_MS, and the store's times are whole seconds. */
const CLOCK_MARGIN_MS = 30_000;
/** How old a lease must be before the next one may be taken although nothing is known of its send. */
export const TAKE_OVER_MS = SEND_WITHIN_MS + SIGNATURE_LIFE_MS + CLOCK_MARGIN_MS;
/** How far the own clock may be ahead of the store's: a signature made ahead of time lives on for as much longer. */
const MAX_AHEAD_MS = 20_000;

/** What one delivery claims. The same token in all its tries, so that one whose answer was lost is found again. */
export interface Claim {
  /** The two parts of the run's marker. */
  readonly run: string;
  readonly content: string;
  readonly token: string;
  /** The last lease of this delivery, and whether a write may have left under it. */
  readonly last?: { readonly n: number; readonly isUsed: boolean };
}

type Part = 'lease' | 'unused' | 'result';

export interface Walk {
  readonly n: number;
  /** What the lease says that is being looked at. */
  readonly met?: { readonly content: unknown; readonly takeOverInMs: number };
  /** Why it is not known whether the last creation took place. */
  readonly doubt?: Failure;
  /** It was tried once more, for a connection that broke. */
  readonly isRepeated?: boolean;
}

export type LeaseFact =
  | { readonly kind: 'begun' }
  | { readonly kind: 'create'; readonly answer: Created }
  | { readonly kind: 'read'; readonly part: Part; readonly answer: Found }
  /** Whether the task has failed. */
  | { readonly kind: 'task'; readonly proof: Proof; readonly answer: Answer<boolean> };

/** How a walk ends. */
export type LeaseEnd =
  | { readonly kind: 'leased'; readonly n: number }
  /** The run's backup was started by another delivery. */
  | { readonly kind: 'made'; readonly proof: Proof }
  /** Another delivery holds it, and may have sent. */
  | { readonly kind: 'in progress'; readonly failure: Failure }
  | { readonly kind: 'not leased'; readonly failure: Failure };

export type LeaseStep =
  | { readonly do: 'create' }
  | { readonly do: 'read'; readonly part: Part }
  /** Has this task failed? */
  | { readonly do: 'ask'; readonly TaskId: number; readonly proof: Proof }
  | { readonly do: 'mark unused'; readonly end: LeaseEnd }
  | { readonly do: 'end'; readonly end: LeaseEnd };

export interface LeaseTransition {
  readonly walk: Walk;
  readonly step: LeaseStep;
}

export const toLeaseKey = ({ run }: Claim, n: number, part: Part = 'lease'): string =>
  `leases/${run}/${n}${part === 'lease' ? '' : `.${part}`}`;

/** For people too, who may want to know what an object in their bucket is. */
export const toLeaseBody = ({ token, content }: Claim): string =>
  JSON.stringify({ token, content, sendWithinMs: SEND_WITHIN_MS });

/** What is written beside a lease; an object that is there already says the same. */
export interface LeaseNote {
  readonly part: 'result' | 'unused';
  readonly body: string;
}

export const UNUSED: LeaseNote = { part: 'unused', body: '{}' };

/** What a send says of its lease: whose task it is, or that no write was executed. An ambiguous one says nothing. */
export function toLeaseNote(answer: Answer<Proof>): LeaseNote | undefined {
  if (answer.ok) {
    const { TaskId, BackupId, RequestId } = answer.value;
    return { part: 'result', body: JSON.stringify({ TaskId, BackupId, RequestId }) };
  }
  return answer.failure.failureClass === 'ambiguous' ? undefined : UNUSED;
}

const end = (walk: Walk, how: LeaseEnd): LeaseTransition => ({
  walk,
  step: { do: 'end', end: how },
});

const notLeased = (walk: Walk, failure: Failure): LeaseTransition =>
  end(walk, { kind: 'not leased', failure });

const create = (n: number): LeaseTransition => ({ walk: { n }, step: { do: 'create' } });

const read = (walk: Walk, part: Part): LeaseTransition => ({ walk, step: { do: 'read', part } });

/** A delivery that has sent under a lease meets it like another's; after one it has not used, it takes the next. */
const begin = ({ last }: Claim): LeaseTransition =>
  last?.isUsed === true ? read({ n: last.n }, 'lease') : create((last?.n ?? 0) + 1);

function onCreate(walk: Walk, answer: Created, now: number): LeaseTransition {
  switch (answer.kind) {
    case 'created':
      return onLeased(walk, answer.at, now);
    case 'taken':
      return read(walk, 'lease');
    case 'not known':
      return read({ ...walk, doubt: answer.failure }, 'lease');
    case 'not created':
      return notLeased(walk, answer.failure);
    default:
      return answer satisfies never;
  }
}

function onLeased(walk: Walk, at: number, now: number): LeaseTransition {
  const aheadMs = now - at;
  if (aheadMs <= MAX_AHEAD_MS) return end(walk, { kind: 'leased', n: walk.n });
  const failure = leaseUnavailable(
    `the answer of COS is ${Math.round(aheadMs / 1000)} s old by the clock of this function, which is wrong or stood still`,
  );
  return { walk, step: { do: 'mark unused', end: { kind: 'not leased', failure } } };
}

/** The fields of an object that this function wrote; any other content has none. */
function parseBody(body: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(body));
  } catch {
    return {};
  }
}

function onLease(claim: Claim, walk: Walk, answer: Found, now: number): LeaseTransition {
  if (answer.kind !== 'found') {
    // The same token again: whichever of the two took place, it is this attempt's.
    if (walk.doubt !== undefined && walk.isRepeated !== true)
      return { walk: { n: walk.n, isRepeated: true }, step: { do: 'create' } };
    return notLeased(walk, walk.doubt ?? toUnclear(claim, walk, answer));
  }
  const { token, content, sendWithinMs } = parseBody(answer.body);
  if (typeof token !== 'string' || typeof sendWithinMs !== 'number')
    return notLeased(walk, leaseRefused(`${toLeaseKey(claim, walk.n)} in the bucket is no lease`));
  const isUsed = claim.last?.isUsed === true && claim.last.n === walk.n;
  if (token === claim.token && !isUsed) {
    // Found late, it has less time left than a send needs. Nothing was sent under it, which only this delivery knows.
    return now - answer.modifiedAt <= MAX_AHEAD_MS
      ? end(walk, { kind: 'leased', n: walk.n })
      : create(walk.n + 1);
  }
  const ageMs = answer.at - answer.modifiedAt;
  const takeOverInMs = sendWithinMs + SIGNATURE_LIFE_MS + CLOCK_MARGIN_MS - ageMs;
  return read({ n: walk.n, met: { content, takeOverInMs } }, 'unused');
}

/** The store would not create the object and does not show it either: it lags, or this role may not read. */
function toUnclear(claim: Claim, { n }: Walk, answer: Exclude<Found, { kind: 'found' }>): Failure {
  const key = toLeaseKey(claim, n);
  return answer.kind === 'missing'
    ? leaseUnavailable(`COS says that ${key} exists and does not show it`)
    : answer.failure;
}

// The lease itself was readable, and the same permission covers what stands beside it: from here on denied is missing.

function onUnused(claim: Claim, walk: Walk, answer: Found): LeaseTransition {
  if (answer.kind === 'found') return create(walk.n + 1);
  if (answer.kind === 'unreadable') return notLeased(walk, answer.failure);
  return walk.met?.content === claim.content
    ? read(walk, 'result')
    : notLeased(walk, leaseReused(toLeaseKey(claim, walk.n)));
}

function onResult(claim: Claim, walk: Walk, answer: Found): LeaseTransition {
  if (answer.kind === 'found') return onProof(claim, walk, parseBody(answer.body));
  if (answer.kind === 'unreadable') return notLeased(walk, answer.failure);
  const takeOverInMs = walk.met?.takeOverInMs ?? Number.POSITIVE_INFINITY;
  return takeOverInMs <= 0
    ? create(walk.n + 1)
    : end(walk, {
        kind: 'in progress',
        failure: runInProgress(toLeaseKey(claim, walk.n), takeOverInMs),
      });
}

function onProof(
  claim: Claim,
  walk: Walk,
  { TaskId, RequestId, BackupId }: Readonly<Record<string, unknown>>,
): LeaseTransition {
  if (typeof TaskId === 'number') {
    const proof = { TaskId, ...(typeof RequestId === 'string' ? { RequestId } : {}) };
    return { walk, step: { do: 'ask', TaskId, proof } };
  }
  if (typeof BackupId === 'string') return end(walk, { kind: 'made', proof: { BackupId } });
  const key = toLeaseKey(claim, walk.n, 'result');
  return notLeased(walk, leaseRefused(`${key} in the bucket is no result`));
}

function onTask(walk: Walk, fact: LeaseFact & { kind: 'task' }): LeaseTransition {
  const { answer, proof } = fact;
  if (answer.ok) return answer.value ? create(walk.n + 1) : end(walk, { kind: 'made', proof });
  // The API has started this task and does not know it any more, so it is old.
  return answer.failure.status === 404
    ? end(walk, { kind: 'made', proof })
    : notLeased(walk, answer.failure);
}

/** The next step of a walk along the leases of a run. `now`: the own clock, epoch milliseconds. */
export function nextLeaseStep(
  claim: Claim,
  walk: Walk,
  fact: LeaseFact,
  now: number,
): LeaseTransition {
  switch (fact.kind) {
    case 'begun':
      return begin(claim);
    case 'create':
      return onCreate(walk, fact.answer, now);
    case 'read':
      return onRead(claim, walk, fact, now);
    case 'task':
      return onTask(walk, fact);
    default:
      return fact satisfies never;
  }
}

function onRead(
  claim: Claim,
  walk: Walk,
  { part, answer }: LeaseFact & { kind: 'read' },
  now: number,
): LeaseTransition {
  switch (part) {
    case 'lease':
      return onLease(claim, walk, answer, now);
    case 'unused':
      return onUnused(claim, walk, answer);
    case 'result':
      return onResult(claim, walk, answer);
    default:
      return part satisfies never;
  }
}
