// A walk of state-machine.ts through facts by chance: what no sequence of them may lead to.

import type { Evidence } from '../../src/backup/evidence';
import type { LeaseEnd } from '../../src/backup/lease';
import { leaseUnavailable, runInProgress } from '../../src/backup/lease-failures';
import {
  type Fact,
  type Instant,
  type Moment,
  type RunSettings,
  type Step,
  TIMING,
} from '../../src/backup/state';
import { INITIAL_STATE, transition } from '../../src/backup/state-machine';
import type { FailureClass } from '../../src/result';
import { failure } from '../support/builders';
import fc from '../support/property';

const T = 1_800_000_000_000;

const CLEAR: Evidence = { unlisted: [], ended: [], unmarked: [], duplicates: [] };
const EVIDENCE: readonly Evidence[] = [
  ...Array.from({ length: 12 }, () => CLEAR),
  { ...CLEAR, ended: [9] },
  { ...CLEAR, inProgress: 'task 9 (a manual backup)' },
  { ...CLEAR, unlisted: [{ TaskId: 9, hasRunningRow: false }] },
];
const MARKER: Evidence = {
  ...CLEAR,
  ownBackup: { BackupId: 'b', sameContent: true, isGone: false },
};

const CODES: Record<FailureClass, string> = {
  refused: 'UnauthorizedOperation',
  busy: 'ResourceUnavailable.InstanceLockedError',
  'not executed': 'RequestLimitExceeded',
  ambiguous: 'ClientError.NoReply',
};
const failureClass = fc.constantFrom<FailureClass>(
  'refused',
  'busy',
  'not executed',
  'ambiguous',
  'ambiguous',
);

/** What one step meets: of each kind one, of which the step's own is taken. */
const chances = fc.record({
  tookMs: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 6_000 })),
  chance: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  failureClass,
  answered: fc.integer({ min: 0, max: 7 }).map((one) => one === 0),
  readable: fc.integer({ min: 0, max: 4 }).map((one) => one > 0),
  lease: fc.constantFrom<LeaseEnd>(
    { kind: 'leased', n: 1 },
    { kind: 'leased', n: 1 },
    { kind: 'made', proof: { TaskId: 7 } },
    { kind: 'in progress', failure: runInProgress('leases/a/1', 1) },
    { kind: 'not leased', failure: leaseUnavailable('x') },
  ),
  evidence: fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...EVIDENCE) }, fc.constant(MARKER)),
});
type Chances = typeof chances extends fc.Arbitrary<infer T> ? T : never;

function factOf(step: Step, met: Chances, at: Moment): Fact {
  switch (step.do) {
    case 'look':
      return met.readable
        ? { kind: 'seen', evidence: met.evidence, at }
        : { kind: 'unreadable', failure: failure(CODES[met.failureClass]) };
    case 'queue':
      return { kind: met.answered ? 'no turn' : 'turn' };
    case 'lease':
      return { kind: 'lease', end: met.lease };
    case 'send':
      return met.answered
        ? { kind: 'started', started: { TaskId: 7, RequestId: 'r' } }
        : { kind: 'not started', failure: failure(CODES[met.failureClass]) };
    default:
      return { kind: 'waited' };
  }
}

/** How long a step may take at most. */
function mostMs(step: Step, now: number): number {
  if (step.do === 'send') return step.timeoutMs;
  return 'until' in step ? step.until - now : 0;
}

interface Stop {
  readonly step: Step;
  readonly at: number;
  /** What came of it, and when. */
  readonly fact: Fact;
  readonly ended: number;
}

function walk(run: RunSettings, met: readonly Chances[]): Stop[] {
  const stops: Stop[] = [];
  let [state, fact, now]: [typeof INITIAL_STATE, Fact, number] = [
    INITIAL_STATE,
    { kind: 'begun' },
    T,
  ];
  for (const one of met) {
    const moment: Instant = { now, monotonic: now, random: one.chance };
    const { state: next, step } = transition(run, state, fact, moment);
    const at = now;
    const begun = now;
    now += step.do === 'wait' ? step.ms : Math.min(one.tookMs, mostMs(step, now));
    fact = factOf(step, one, { now: begun, monotonic: begun });
    stops.push({ step, at, fact, ended: now });
    if (step.do === 'end') return stops;
    state = next;
  }
  return stops;
}

const isAmbiguous = ({ step, fact }: Stop): boolean =>
  step.do === 'send' && fact.kind === 'not started' && fact.failure.failureClass === 'ambiguous';

/** A look that shows neither the marker nor anything that may hide it. */
const isClear = ({ fact }: Stop): boolean =>
  fact.kind === 'seen' &&
  fact.evidence.ownBackup === undefined &&
  fact.evidence.inProgress === undefined &&
  fact.evidence.unlisted.length === 0;

const run: fc.Arbitrary<RunSettings> = fc.record({
  deadline: fc.constantFrom(3_000, 15_000, 60_000, 900_000).map((limit) => T + limit),
  timing: fc.constant(TIMING),
  key: fc.constantFrom('caller' as const, 'event' as const, 'none' as const),
  maxWaitMs: fc.constantFrom(10_000, 600_000),
  hasRemark: fc.boolean(),
  isLeased: fc.boolean(),
});

const check = (holds: (run: RunSettings, stops: readonly Stop[]) => void) =>
  fc.assert(
    fc.property(run, fc.array(chances, { minLength: 40, maxLength: 120 }), (one, met) =>
      holds(one, walk(one, met)),
    ),
    { numRuns: 1_000 },
  );

/** The looks since the latest ambiguous write before a stop, oldest first. */
function looksBefore(stops: readonly Stop[], index: number): Stop[] {
  const before = stops.slice(0, index);
  const since = before.findLastIndex(isAmbiguous);
  return before
    .slice(since + 1)
    .filter(({ step, fact }) => step.do === 'look' && fact.kind === 'seen');
}

const sends = (stops: readonly Stop[]) =>
  stops.flatMap((stop, index) => (stop.step.do === 'send' ? [{ stop, index }] : []));

test('everything ends in time for the reply, and a write leaves time to read it back', () => {
  check(({ deadline, timing }, stops) => {
    for (const { step, at, ended } of stops) {
      const back = step.do === 'send' || step.do === 'queue' ? timing.readMs : 0;
      const needed = step.do === 'wait' && ended > at ? timing.readMs : back;
      if (step.do === 'end') continue;
      const latest = step.do === 'wait' ? ended : at + mostMs(step, at);
      expect(latest).toBeLessThanOrEqual(deadline - timing.replyReserveMs - needed);
    }
  });
});

test('a write goes out on a clear look of at most 3 s, unless nobody redelivers the run', () => {
  let looked = 0;
  check(({ key, timing }, stops) => {
    for (const { stop, index } of sends(stops)) {
      const isRepeat = stops.slice(0, index).some(isAmbiguous);
      if (key === 'none' && !isRepeat) continue;
      const last = looksBefore(stops, index).at(-1);
      expect(last === undefined ? 'no look' : isClear(last)).toBe(true);
      expect(stop.at - (last?.ended ?? 0)).toBeLessThanOrEqual(timing.maxLookAgeMs);
      looked += 1;
    }
  });
  expect(looked).toBeGreaterThan(0);
});

test('in strict mode a write comes straight after a lease, and is never repeated without another one', () => {
  let leased = 0;
  check(({ isLeased }, stops) => {
    for (const { index } of sends(stops)) {
      const before = stops[index - 1]?.fact;
      const hasLease = before?.kind === 'lease' && before.end.kind === 'leased';
      expect(hasLease).toBe(isLeased);
      leased += Number(hasLease);
    }
  });
  expect(leased).toBeGreaterThan(0);
});

test('at most one more write after an ambiguous one, on a minute of clear looks', () => {
  let repeated = 0;
  check(({ timing }, stops) => {
    const ambiguous = stops.filter(isAmbiguous);
    expect(ambiguous.length).toBeLessThanOrEqual(2);
    for (const { index } of sends(stops)) {
      const first = stops.slice(0, index).filter(isAmbiguous);
      if (first.length === 0) continue;
      expect(first).toHaveLength(1);
      const looks = looksBefore(stops, index);
      const clear = looks.slice(looks.findLastIndex((look) => !isClear(look)) + 1);
      const [since, last] = [clear[0]?.at ?? 0, clear.at(-1)?.at ?? 0];
      expect(last - since).toBeGreaterThanOrEqual(timing.absenceProofMs);
      repeated += 1;
    }
  });
  expect(repeated).toBeGreaterThan(0);
});

test('a locked instance after an ambiguous write: nothing is written any more', () => {
  let met = 0;
  check((_run, stops) => {
    const since = stops.findIndex(isAmbiguous);
    const locked = stops.findIndex(
      ({ fact }, index) =>
        since >= 0 &&
        index > since &&
        fact.kind === 'not started' &&
        fact.failure.failureClass === 'busy',
    );
    if (locked < 0) return;
    expect(sends(stops.slice(locked + 1))).toEqual([]);
    met += 1;
  });
  expect(met).toBeGreaterThan(0);
});

test('an outcome is what is known: refused and deferred only when nothing may have been executed', () => {
  check((_run, stops) => {
    const last = stops.at(-1)?.step;
    if (last?.do !== 'end') return;
    const { Outcome } = last.outcome;
    const isSent = stops.some(isAmbiguous);
    const proved = stops.some(
      ({ fact }) =>
        fact.kind === 'started' ||
        (fact.kind === 'lease' && fact.end.kind === 'made') ||
        (fact.kind === 'seen' && fact.evidence.ownBackup !== undefined),
    );
    expect(proved).toBe(Outcome === 'accepted' || Outcome === 'adopted');
    expect(Outcome).not.toBe(isSent ? 'adopted' : 'never');
    expect(isSent ? ['accepted', 'unknown'] : [Outcome]).toContain(Outcome);
  });
});

test('a pause before a repetition is anywhere from nothing to the exponential bound', () => {
  let retried = 0;
  check((_run, stops) => {
    let tries = 0;
    // Who waits for something else looks again at intervals of its own.
    const waits = stops.findIndex(
      ({ fact }) =>
        (fact.kind === 'seen' && fact.evidence !== CLEAR) ||
        fact.kind === 'lease' ||
        (fact.kind === 'not started' && fact.failure.failureClass === 'busy'),
    );
    const before = waits < 0 ? stops : stops.slice(0, waits);
    for (const [index, { fact }] of before.entries()) {
      const isUnsent = !stops.slice(0, index + 1).some(isAmbiguous);
      const isRetry =
        (fact.kind === 'not started' && fact.failure.failureClass === 'not executed') ||
        (fact.kind === 'unreadable' && isUnsent);
      const next = stops[index + 1]?.step;
      if (!isRetry || next?.do !== 'wait') continue;
      expect(next.ms).toBeLessThanOrEqual(Math.min(5_000, 200 * 2 ** tries));
      tries += 1;
    }
    expect(tries).toBeLessThanOrEqual(TIMING.maxTries);
    retried += tries;
  });
  expect(retried).toBeGreaterThan(0);
});
