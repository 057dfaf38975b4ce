// Each arrow of the diagram above src/backup/state-machine.ts, as the steps that a sequence of facts leads to.
import type { Evidence } from '../../src/backup/evidence';
import type { LeaseEnd } from '../../src/backup/lease';
import { leaseRefused, leaseUnavailable, runInProgress } from '../../src/backup/lease-failures';
import {
  type Fact,
  type Moment,
  type Remembered,
  type RunSettings,
  type SeenFact,
  type State,
  type Step,
  TIMING,
} from '../../src/backup/state';
import { INITIAL_STATE, transition } from '../../src/backup/state-machine';
import type { Failure, Skip } from '../../src/result';
import { PAGE_CODES, TRANSPORT_CODES } from '../../src/tencent/error-table';
import { failure } from '../support/builders';

const T = 1_800_000_000_000;
const CHANCE = 0.5;

const begun: Fact = { kind: 'begun' };
const waited: Fact = { kind: 'waited' };
const turn: Fact = { kind: 'turn' };
const noTurn: Fact = { kind: 'no turn' };
const NOWHERE: Moment = { now: 0, monotonic: 0 };
const NOTHING: Evidence = { unlisted: [], ended: [], unmarked: [], duplicates: [] };
/** What a look shows; its date is that of the line it stands in, less `ageMs`. */
const seen = (part: Partial<Evidence> = {}, more: { skip?: Skip; ageMs?: number } = {}): Fact => {
  const fact: SeenFact = { kind: 'seen', evidence: { ...NOTHING, ...part }, at: NOWHERE };
  return { ...fact, ...more };
};
const unreadable = (code: string): Fact => ({ kind: 'unreadable', failure: failure(code) });
const notStarted = (code: string): Fact => ({ kind: 'not started', failure: failure(code) });
const lease = (end: LeaseEnd): Fact => ({ kind: 'lease', end });
const leased = lease({ kind: 'leased', n: 1 });
const made = lease({ kind: 'made', proof: { TaskId: 7 } });
const inProgress = lease({ kind: 'in progress', failure: runInProgress('leases/a/1', 300_000) });
const notLeased = (why: Failure): Fact => lease({ kind: 'not leased', failure: why });
const started: Fact = { kind: 'started', started: { TaskId: 7, RequestId: 'r' } };
const remembering = (remembered: Remembered): Fact => ({ kind: 'begun', remembered });

const OWN = { BackupId: 'b', TaskId: 7, sameContent: true, isGone: false };
const nothing = seen();
const ours = seen({ ownBackup: OWN });
const reused = seen({ ownBackup: { BackupId: 'b', sameContent: false, isGone: false } });
const gone = seen({ ownBackup: { ...OWN, isGone: true } });
const running = seen({ inProgress: 'task 9 (a manual backup)' });
const changing = seen({ change: 'task 8 (a change of parameters, accounts or bandwidth)' });
const unlisted = seen({ unlisted: [{ TaskId: 9, hasRunningRow: false }] });
const listedAsRunning = seen({ unlisted: [{ TaskId: 9, hasRunningRow: true }] });
const ended = seen({ ended: [9] });
const startedRow = seen({
  inProgress: 'backup b (of this run)',
  startedBackup: { BackupId: 'b', sameContent: true },
});
const recent: Skip = {
  Reason: 'backed up recently',
  BackupId: 'b',
  StartTime: '2026-01-02 11:00:00',
  AgeHours: 1,
};

/** `look 5000`, `queue 100`, `send 1500`, `wait 250`: milliseconds from now; an ending with what it rests on. */
function told(step: Step, now: number): string {
  switch (step.do) {
    case 'ask':
      return `ask ${step.task.TaskId} ${step.timeoutMs}`;
    case 'look':
    case 'queue':
    case 'lease':
      return `${step.do} ${step.until - now}`;
    case 'send':
      return `send ${step.timeoutMs}${step.withRemark ? '' : ' without the remark'}`;
    case 'wait':
      return `wait ${step.ms}`;
    default: {
      const { outcome } = step;
      if (outcome.Outcome === 'skipped') return `skipped ${outcome.Reason}`;
      const proof =
        'failure' in outcome ? outcome.failure.code : (outcome.TaskId ?? outcome.BackupId);
      return `${outcome.Outcome} ${proof}`;
    }
  }
}

/** When, what became known, and what is done about it. */
type Line = readonly [at: number, fact: Fact, step: string];

const toRun = ({ limit, ...part }: Partial<RunSettings> & { limit: number }): RunSettings => ({
  deadline: T + limit,
  timing: TIMING,
  key: 'event',
  maxWaitMs: 600_000,
  hasRemark: false,
  ...part,
});

/** @param monotonicLag how far the monotonic clock is behind the wall clock at a time */
function play(
  part: Partial<RunSettings> & { limit: number },
  lines: readonly Line[],
  monotonicLag: (at: number) => number = () => 0,
): Line[] {
  const run = toRun(part);
  const moment = (at: number): Moment => ({ now: T + at, monotonic: at - monotonicLag(at) });
  let state = INITIAL_STATE;
  return lines.map(([at, fact]) => {
    const { ageMs = 0 } = fact as { ageMs?: number };
    const dated = fact.kind === 'seen' ? { ...fact, at: moment(at - ageMs) } : fact;
    const next = transition(run, state, dated, { ...moment(at), random: CHANCE });
    state = next.state;
    return [at, fact, told(next.step, T + at)];
  });
}

const MINUTE = { limit: 60_000 };
const QUARTER = { limit: 900_000 };
const CALLER = { ...MINUTE, key: 'caller', maxWaitMs: 10_000 } as const;
const DEFAULT = { limit: 3_000 };
const LOCKED = 'ResourceUnavailable.InstanceLockedError';

const LOOKED: Line[] = [
  [0, begun, 'look 5000'],
  [100, nothing, 'queue 58400'],
];
const SENT: Line[] = [...LOOKED, [100, turn, 'send 10000']];
/** A write at 0.1 s that ended without an answer at 10.1 s. */
const UNANSWERED: Line[] = [...SENT, [10_100, notStarted('ClientError.NoReply'), 'look 5000']];
/** The same with a quarter of an hour, up to the clear look a minute after the first one. */
const QUARTER_SENT: Line[] = [
  [0, begun, 'look 5000'],
  [100, seen({ unmarked: [1] }), 'queue 898400'],
  [100, turn, 'send 10000'],
];
const MINUTE_CLEAR: Line[] = [
  ...QUARTER_SENT,
  [10_100, notStarted('ClientError.NoReply'), 'look 5000'],
  [10_200, nothing, 'wait 500'],
  [10_700, waited, 'look 5000'],
  [10_800, nothing, 'wait 1000'],
  [40_000, waited, 'look 5000'],
  [40_100, nothing, 'wait 2000'],
  [70_199, waited, 'look 5000'],
  [70_200, nothing, 'queue 828300'],
  [70_200, turn, 'send 10000'],
];

type Case = [name: string, part: Partial<RunSettings> & { limit: number }, lines: readonly Line[]];

const BEFORE: Case[] = [
  ['a TaskId', MINUTE, [...SENT, [900, started, 'accepted 7']]],
  [
    'no run key: no look',
    { ...MINUTE, key: 'none' },
    [
      [0, begun, 'queue 58500'],
      [0, turn, 'send 10000'],
    ],
  ],
  [
    'no run key, and a guard of freshness: it looks',
    { ...MINUTE, key: 'none', skipWithinHours: 20 },
    [
      [0, begun, 'look 5000'],
      [100, seen({}, { skip: recent }), 'skipped backed up recently'],
    ],
  ],
  [
    'no run key, and a dry run: it looks',
    { ...MINUTE, key: 'none', dryRun: true },
    [
      [0, begun, 'look 5000'],
      [100, nothing, 'skipped dry run'],
    ],
  ],
  [
    'the marker is there',
    MINUTE,
    [
      [0, begun, 'look 5000'],
      [50, ours, 'adopted 7'],
    ],
  ],
  [
    'other content under an event’s key is an error',
    MINUTE,
    [
      [0, begun, 'look 5000'],
      [50, reused, 'refused IdempotencyKeyReused'],
    ],
  ],
  [
    'other content under a caller’s key',
    CALLER,
    [
      [0, begun, 'look 5000'],
      [50, reused, 'refused IdempotencyKeyReused'],
    ],
  ],
  [
    'the run’s backup is gone',
    MINUTE,
    [
      [0, begun, 'look 5000'],
      [50, gone, 'refused BackupGone'],
    ],
  ],
  [
    'another backup runs, then has ended',
    MINUTE,
    [
      [0, begun, 'look 5000'],
      [100, running, 'wait 500'],
      [600, waited, 'look 5000'],
      [700, running, 'wait 1000'],
      [1_700, waited, 'look 5000'],
      [1_800, nothing, 'queue 56700'],
      [1_800, turn, 'send 10000'],
    ],
  ],
  [
    'another backup runs on: a caller is told after ten seconds',
    CALLER,
    [
      [0, begun, 'look 5000'],
      [100, running, 'wait 500'],
      [600, waited, 'look 5000'],
      [9_000, running, 'wait 1000'],
      [10_000, waited, 'look 5000'],
      [10_100, running, 'refused BackupInProgress'],
    ],
  ],
  [
    'an event waits for ten minutes, at growing intervals of up to half a minute',
    QUARTER,
    [
      [0, begun, 'look 5000'],
      ...[500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000].flatMap(
        (pause, index): Line[] => [
          [index * 1_000, running, `wait ${pause}`],
          [index * 1_000, waited, 'look 5000'],
        ],
      ),
      [599_000, running, 'wait 1000'],
      [600_000, waited, 'look 5000'],
      [600_000, running, 'refused BackupInProgress'],
    ],
  ],
  [
    'what began after a write that a limit refused may be ours: it ends as unknown',
    CALLER,
    [
      [0, begun, 'look 5000'],
      [100, seen({ unmarked: [1] }), 'queue 58400'],
      [100, turn, 'send 10000'],
      [200, notStarted('RequestLimitExceeded'), 'wait 100'],
      [3_200, waited, 'look 5000'],
      [3_300, seen({ inProgress: 'task 9', unmarked: [1, 9] }), 'wait 500'],
      [13_300, seen({ inProgress: 'task 9', unmarked: [1, 9] }), 'unknown RequestLimitExceeded'],
    ],
  ],
  [
    'a row of this run that began after such a write is ours, but may fail: it ends as unknown',
    CALLER,
    [
      [0, begun, 'look 5000'],
      [100, nothing, 'queue 58400'],
      [100, turn, 'send 10000'],
      [200, notStarted('RequestLimitExceeded'), 'wait 100'],
      [3_200, waited, 'look 5000'],
      [3_300, startedRow, 'wait 500'],
      [13_300, startedRow, 'unknown RequestLimitExceeded'],
    ],
  ],
  [
    'what had begun before such a write is not ours',
    CALLER,
    [
      [0, begun, 'look 5000'],
      [100, seen({ unmarked: [9] }), 'queue 58400'],
      [100, turn, 'send 10000'],
      [200, notStarted('RequestLimitExceeded'), 'wait 100'],
      [3_200, waited, 'look 5000'],
      [3_300, seen({ inProgress: 'task 9', unmarked: [9] }), 'wait 500'],
      [13_300, seen({ inProgress: 'task 9', unmarked: [9] }), 'refused BackupInProgress'],
    ],
  ],
  [
    'nor is what began after a write that never left',
    CALLER,
    [
      [0, begun, 'look 5000'],
      [100, seen({ unmarked: [1] }), 'queue 58400'],
      [100, turn, 'send 10000'],
      [200, notStarted('ClientError.NeverConnected'), 'wait 100'],
      [3_200, waited, 'look 5000'],
      [3_300, seen({ inProgress: 'task 9', unmarked: [1, 9] }), 'wait 500'],
      [13_300, seen({ inProgress: 'task 9', unmarked: [1, 9] }), 'refused BackupInProgress'],
    ],
  ],
  [
    'a change that may run beside a backup is no reason to wait',
    MINUTE,
    [
      [0, begun, 'look 5000'],
      [100, changing, 'queue 58400'],
    ],
  ],
  [
    'a backup stays unlisted',
    CALLER,
    [
      [0, begun, 'look 5000'],
      [100, unlisted, 'wait 500'],
      [600, waited, 'look 5000'],
      [10_100, unlisted, 'unknown BackupUnlisted'],
    ],
  ],
  [
    'an unlisted backup that was watched for five minutes is settled',
    QUARTER,
    [
      [0, begun, 'look 5000'],
      [100, unlisted, 'wait 500'],
      [300_000, waited, 'look 5000'],
      [300_099, unlisted, 'wait 1000'],
      [300_099, waited, 'look 5000'],
      [300_100, unlisted, 'queue 598400'],
    ],
  ],
  [
    'a backup that two looks list as running after its task has ended is settled',
    MINUTE,
    [
      [0, begun, 'look 5000'],
      [100, listedAsRunning, 'wait 500'],
      [600, waited, 'look 5000'],
      [700, listedAsRunning, 'queue 57800'],
    ],
  ],
  [
    'a backup that was running turns out to be ours',
    MINUTE,
    [
      [0, begun, 'look 5000'],
      [100, running, 'wait 500'],
      [600, waited, 'look 5000'],
      [700, ours, 'adopted 7'],
    ],
  ],
  [
    'a running backup is waited for, and then recent enough',
    { ...MINUTE, skipWithinHours: 20 },
    [
      [0, begun, 'look 5000'],
      [100, running, 'wait 500'],
      [600, waited, 'look 5000'],
      [700, seen({}, { skip: recent }), 'skipped backed up recently'],
    ],
  ],
  [
    'a clear look is taken back by one that is not',
    MINUTE,
    [
      ...LOOKED,
      [3_101, turn, 'look 5000'],
      [3_200, running, 'wait 500'],
      [3_700, waited, 'look 5000'],
    ],
  ],
  [
    'a look too old by the time of the turn is taken again, and so is the turn',
    MINUTE,
    [...LOOKED, [3_101, turn, 'look 5000'], [3_200, nothing, 'queue 55300']],
  ],
  ['a look just fresh', MINUTE, [...LOOKED, [3_100, turn, 'send 10000']]],
  [
    'a look is as old as the sending of its last read',
    MINUTE,
    [
      [0, begun, 'look 5000'],
      [4_500, seen({}, { ageMs: 4_400 }), 'look 5000'],
      [4_600, nothing, 'queue 53900'],
    ],
  ],
  ['no turn to be had', MINUTE, [...LOOKED, [100, noTurn, 'deferred DeadlineTooNear']]],
  [
    'lists that may not be read',
    MINUTE,
    [
      [0, begun, 'look 5000'],
      [50, unreadable('UnauthorizedOperation'), 'refused UnauthorizedOperation'],
    ],
  ],
  [
    'lists that cannot be read are read six times more',
    MINUTE,
    [
      [0, begun, 'look 5000'],
      ...[100, 200, 400, 800, 1_600, 2_500].flatMap((pause, index): Line[] => [
        [10 * index, unreadable('InternalError'), `wait ${pause}`],
        [10 * index, waited, `look 5000`],
      ]),
      [100, unreadable('InternalError'), 'refused InternalError'],
    ],
  ],
  [
    'lists that cannot be read while the target waits are read as long as it does',
    CALLER,
    [
      [0, begun, 'look 5000'],
      [100, running, 'wait 500'],
      [600, waited, 'look 5000'],
      [5_600, unreadable('ClientError.NoReply'), 'wait 1000'],
      [6_600, waited, 'look 5000'],
      [10_100, unreadable('ClientError.NoReply'), 'refused ClientError.NoReply'],
    ],
  ],
  [
    'a refusal',
    MINUTE,
    [
      ...SENT,
      [
        200,
        notStarted('ResourceNotFound.InstanceNotExists'),
        'refused ResourceNotFound.InstanceNotExists',
      ],
    ],
  ],
  [
    'a parameter refused: once more without the user’s remark',
    { ...MINUTE, hasRemark: true },
    [
      ...SENT,
      [200, notStarted('InvalidParameter.InvalidParameter'), 'queue 58300'],
      [200, turn, 'send 10000 without the remark'],
      [
        300,
        notStarted('InvalidParameter.InvalidParameter'),
        'refused InvalidParameter.InvalidParameter',
      ],
    ],
  ],
  [
    'a parameter refused, and no remark of the user’s to leave out',
    MINUTE,
    [
      ...SENT,
      [
        200,
        notStarted('InvalidParameter.InvalidParameter'),
        'refused InvalidParameter.InvalidParameter',
      ],
    ],
  ],
  [
    'a denial named like a parameter says nothing about the remark',
    { ...MINUTE, hasRemark: true },
    [
      ...SENT,
      [
        200,
        notStarted('InvalidParameter.PermissionDenied'),
        'refused InvalidParameter.PermissionDenied',
      ],
    ],
  ],
  [
    'nor does a region that is not served',
    { ...MINUTE, hasRemark: true },
    [...SENT, [200, notStarted('UnsupportedRegion'), 'refused UnsupportedRegion']],
  ],
  [
    'a backup without a remark may be ours',
    MINUTE,
    [
      [0, begun, 'look 5000'],
      [50, seen({ bare: 'b' }), 'unknown BackupUnmarked'],
    ],
  ],
  [
    'a row of the run’s, its task in no list, is waited for',
    MINUTE,
    [
      [0, begun, 'look 5000'],
      [50, startedRow, 'wait 500'],
    ],
  ],
  [
    'a limit has refused it: a look, then again in its turn; never sent: again on a fresh look',
    MINUTE,
    [
      ...SENT,
      [200, notStarted('RequestLimitExceeded'), 'wait 100'],
      [300, waited, 'look 5000'],
      [400, nothing, 'queue 58100'],
      [400, turn, 'send 10000'],
      [500, notStarted('ClientError.NeverConnected'), 'wait 200'],
      [700, waited, 'queue 57800'],
      [700, turn, 'send 10000'],
      [3_300, notStarted('ClientError.NeverConnected'), 'wait 400'],
      [3_700, waited, 'look 5000'],
      [3_800, nothing, 'queue 54700'],
    ],
  ],
];

const AFTER_A_LOCK: Case[] = [
  [
    'what held the instance is seen, and has ended',
    MINUTE,
    [
      ...SENT,
      [200, notStarted(LOCKED), 'wait 500'],
      [700, waited, 'look 5000'],
      [800, running, 'wait 1000'],
      [1_800, waited, 'look 5000'],
      [1_900, ended, 'queue 56600'],
      [1_900, turn, 'send 10000'],
      [2_000, started, 'accepted 7'],
    ],
  ],
  [
    'a change of parameters held it',
    CALLER,
    [
      ...SENT,
      [200, notStarted(LOCKED), 'wait 500'],
      [700, waited, 'look 5000'],
      [800, changing, 'wait 1000'],
      [1_800, waited, 'look 5000'],
      [10_200, changing, 'refused BackupInProgress'],
    ],
  ],
  [
    'what had ended between the look and the lock may have held it',
    QUARTER,
    [
      [0, begun, 'look 5000'],
      [100, seen({ ended: [8] }), 'queue 898400'],
      [100, turn, 'send 10000'],
      [200, notStarted(LOCKED), 'wait 500'],
      [700, waited, 'look 5000'],
      [800, seen({ ended: [8, 9] }), 'queue 897700'],
    ],
  ],
  [
    'a task that had ended before the lock did not hold it',
    QUARTER,
    [
      [0, begun, 'look 5000'],
      [100, ended, 'queue 898400'],
      [100, turn, 'send 10000'],
      [200, notStarted(LOCKED), 'wait 500'],
      [700, waited, 'look 5000'],
      [800, ended, 'wait 1000'],
    ],
  ],
  [
    'nobody had looked before: what has ended by the first look did not hold it',
    { ...QUARTER, key: 'none' },
    [
      [0, begun, 'queue 898500'],
      [0, turn, 'send 10000'],
      [200, notStarted(LOCKED), 'wait 500'],
      [700, waited, 'look 5000'],
      [800, ended, 'wait 1000'],
      [1_800, waited, 'look 5000'],
      [1_900, seen({ ended: [9, 10] }), 'queue 896600'],
    ],
  ],
  [
    'nothing shows what held it: five minutes of clear looks, and not a millisecond less',
    QUARTER,
    [
      ...QUARTER_SENT,
      [200, notStarted(LOCKED), 'wait 500'],
      [700, waited, 'look 5000'],
      [800, nothing, 'wait 1000'],
      [300_799, waited, 'look 5000'],
      [300_799, nothing, 'wait 2000'],
      [300_799, waited, 'look 5000'],
      [300_800, nothing, 'queue 597700'],
    ],
  ],
  [
    'a backup in between begins the five minutes anew',
    QUARTER,
    [
      ...QUARTER_SENT,
      [200, notStarted(LOCKED), 'wait 500'],
      [700, waited, 'look 5000'],
      [800, nothing, 'wait 1000'],
      [200_000, waited, 'look 5000'],
      [200_100, running, 'wait 2000'],
      [202_100, waited, 'look 5000'],
      [202_200, nothing, 'wait 4000'],
      [400_000, waited, 'look 5000'],
      [400_100, nothing, 'wait 8000'],
    ],
  ],
  [
    'the marker shows: the run was made, perhaps by a repetition on the way',
    MINUTE,
    [
      ...SENT,
      [200, notStarted(LOCKED), 'wait 500'],
      [700, waited, 'look 5000'],
      [800, ours, 'adopted 7'],
    ],
  ],
  [
    'a caller waits ten seconds',
    CALLER,
    [
      ...SENT,
      [200, notStarted(LOCKED), 'wait 500'],
      [10_000, waited, 'look 5000'],
      [10_300, nothing, `refused ${LOCKED}`],
    ],
  ],
];

/** Without a run key: locked, what held it has ended, and the second write goes unanswered. */
const LOCKED_FIRST: Line[] = [
  [0, begun, 'queue 898500'],
  [0, turn, 'send 10000'],
  [200, notStarted(LOCKED), 'wait 500'],
  [700, waited, 'look 5000'],
  [800, nothing, 'wait 1000'],
  [1_800, waited, 'look 5000'],
  [1_900, ended, 'queue 896600'],
];

const TOO_LATE_FOR_THE_LOOK: Case[] = [
  ['after a lock', { ...QUARTER, key: 'none' }, [...LOCKED_FIRST, [5_000, turn, 'look 5000']]],
  [
    'after an ambiguous write',
    { ...QUARTER, key: 'none' },
    [
      ...LOCKED_FIRST,
      [1_900, turn, 'send 10000'],
      [2_000, notStarted('ClientError.NoReply'), 'look 5000'],
      [2_100, ended, 'wait 500'],
      [62_000, waited, 'look 5000'],
      [62_100, ended, 'queue 836400'],
      [66_000, turn, 'look 5000'],
    ],
  ],
];

const AFTER: Case[] = [
  ['the marker', MINUTE, [...UNANSWERED, [10_200, ours, 'accepted 7']]],
  [
    'a backup for another request is not ours',
    MINUTE,
    [...UNANSWERED, [10_200, reused, 'unknown IdempotencyKeyReused']],
  ],
  [
    'its row runs, and its task is in no list: it was executed',
    MINUTE,
    [...UNANSWERED, [10_200, startedRow, 'accepted b']],
  ],
  [
    'a backup that stays unlisted: it is the write that was not answered',
    CALLER,
    [
      ...UNANSWERED,
      [10_200, unlisted, 'wait 500'],
      [10_700, waited, 'look 5000'],
      [20_100, unlisted, 'unknown ClientError.NoReply'],
    ],
  ],
  [
    'a backup without a remark is looked at again, as the marker may come later',
    MINUTE,
    [...UNANSWERED, [10_200, seen({ bare: 'b' }), 'wait 500']],
  ],
  ['our backup is gone already', MINUTE, [...UNANSWERED, [10_200, gone, 'unknown BackupGone']]],
  [
    'it is read back without a run key too',
    { ...MINUTE, key: 'none' },
    [
      [0, begun, 'queue 58500'],
      [0, turn, 'send 10000'],
      [500, notStarted('InternalError'), 'look 5000'],
      [600, ours, 'accepted 7'],
    ],
  ],
  [
    'a recent backup is no reason to skip any more',
    { ...MINUTE, skipWithinHours: 20 },
    [...UNANSWERED, [10_200, seen({}, { skip: recent }), 'wait 500']],
  ],
  [
    'a task that could be ours, until its backup is listed',
    MINUTE,
    [
      ...UNANSWERED,
      [10_200, running, 'wait 500'],
      [10_700, waited, 'look 5000'],
      [30_000, unlisted, 'wait 1000'],
      [31_000, waited, 'look 5000'],
      [31_100, ours, 'accepted 7'],
    ],
  ],
  [
    'a minute of clear looks: once more, and then nothing more',
    QUARTER,
    [
      ...MINUTE_CLEAR,
      [71_000, notStarted('ClientError.BadReply'), 'look 5000'],
      [71_100, nothing, 'wait 500'],
      [200_000, waited, 'look 5000'],
      [200_100, nothing, 'wait 1000'],
      [671_000, waited, 'look 5000'],
      [671_000, nothing, 'unknown ClientError.BadReply'],
    ],
  ],
  [
    'a minute less a millisecond proves nothing',
    QUARTER,
    [...MINUTE_CLEAR.slice(0, -2), [70_199, nothing, 'wait 4000']],
  ],
  [
    'a task between clear looks: the minute begins anew',
    QUARTER,
    [
      ...MINUTE_CLEAR.slice(0, -4),
      [40_100, running, 'wait 2000'],
      [42_100, waited, 'look 5000'],
      [42_200, nothing, 'wait 4000'],
      [102_100, waited, 'look 5000'],
      [102_199, nothing, 'wait 8000'],
      [102_199, waited, 'look 5000'],
      [102_200, nothing, 'queue 796300'],
    ],
  ],
  [
    'something new without a marker may be ours: no second write',
    QUARTER,
    [
      ...MINUTE_CLEAR.slice(0, -2),
      [70_200, seen({ unmarked: [1, 2] }), 'wait 4000'],
      [610_100, waited, 'look 5000'],
      [610_100, seen({ unmarked: [1, 2] }), 'unknown ClientError.NoReply'],
    ],
  ],
  [
    'what was there before the write without a marker is not ours',
    QUARTER,
    [...MINUTE_CLEAR.slice(0, -2), [70_200, seen({ unmarked: [1] }), 'queue 828300']],
  ],
  [
    'nobody had looked before the write: no second one',
    { ...QUARTER, key: 'none' },
    [
      [0, begun, 'queue 898500'],
      [0, turn, 'send 10000'],
      [500, notStarted('InternalError'), 'look 5000'],
      [600, nothing, 'wait 500'],
      [90_000, waited, 'look 5000'],
      [90_100, nothing, 'wait 1000'],
    ],
  ],
  [
    'a caller is told after ten seconds',
    { ...CALLER, limit: 900_000 },
    [
      [0, begun, 'look 5000'],
      [100, nothing, 'queue 898400'],
      [100, turn, 'send 10000'],
      [10_100, notStarted('ClientError.NoReply'), 'look 5000'],
      [10_200, nothing, 'wait 500'],
      [20_000, waited, 'look 5000'],
      [20_099, nothing, 'wait 1'],
      [20_100, waited, 'look 5000'],
      [20_100, nothing, 'unknown ClientError.NoReply'],
    ],
  ],
  [
    'busy after it: the first one took, so it is only looked for',
    QUARTER,
    [
      ...MINUTE_CLEAR,
      [71_000, notStarted(LOCKED), 'wait 500'],
      [71_500, waited, 'look 5000'],
      [71_600, ended, 'wait 1000'],
      [380_000, waited, 'look 5000'],
      [380_100, ended, 'wait 2000'],
      [382_100, waited, 'look 5000'],
      [382_200, ours, 'accepted 7'],
    ],
  ],
  [
    'a refusal of the second one says nothing about the first',
    QUARTER,
    [...MINUTE_CLEAR, [71_000, notStarted('UnauthorizedOperation'), 'unknown ClientError.NoReply']],
  ],
  [
    'the second one never executed: the first is looked for again before another try',
    QUARTER,
    [
      ...MINUTE_CLEAR,
      [71_000, notStarted('RequestLimitExceeded'), 'wait 100'],
      [71_100, waited, 'look 5000'],
      [71_200, ours, 'accepted 7'],
    ],
  ],
  [
    'lists that cannot be read are read on until the time is up',
    MINUTE,
    [
      ...UNANSWERED,
      [15_100, unreadable('ClientError.NoReply'), 'wait 500'],
      [15_600, waited, 'look 5000'],
      [58_900, unreadable('ClientError.NoReply'), 'wait 100'],
      [59_000, waited, 'look 700'],
      [59_700, unreadable('ClientError.NoReply'), 'unknown ClientError.NoReply'],
    ],
  ],
  [
    'lists that may not be read',
    MINUTE,
    [...UNANSWERED, [10_200, unreadable('UnauthorizedOperation'), 'unknown ClientError.NoReply']],
  ],
  [
    'no turn for the second one',
    QUARTER,
    [...MINUTE_CLEAR.slice(0, -1), [70_200, noTurn, 'unknown ClientError.NoReply']],
  ],
];

const earlier = { times: 1, isEarlier: true, failure: failure('ClientError.NoReply') };
const taskIs = (state: 'unfinished' | 'succeeded' | 'failed', sameContent = true): Fact => ({
  kind: 'task',
  task: { kind: 'started', TaskId: 7, sameContent },
  answer: {
    ok: true,
    value: { state, Status: state, InstanceId: 'crs-a', StartTime: '', TaskMessage: '' },
  },
});
const REMEMBERED = remembering({ kind: 'started', TaskId: 7, sameContent: true });

const REMEMBERING: Case[] = [
  [
    'its task runs',
    MINUTE,
    [
      [0, REMEMBERED, 'ask 7 5000'],
      [50, taskIs('unfinished'), 'adopted 7'],
    ],
  ],
  [
    'its task has ended',
    MINUTE,
    [
      [0, REMEMBERED, 'ask 7 5000'],
      [50, taskIs('succeeded'), 'adopted 7'],
    ],
  ],
  [
    'its task has failed: the run is made again',
    MINUTE,
    [
      [0, REMEMBERED, 'ask 7 5000'],
      [50, taskIs('failed'), 'look 5000'],
    ],
  ],
  [
    'its task cannot be read: it was started all the same',
    MINUTE,
    [
      [0, REMEMBERED, 'ask 7 5000'],
      [
        50,
        {
          kind: 'task',
          task: { kind: 'started', TaskId: 7, sameContent: true },
          answer: { ok: false, failure: failure('UnauthorizedOperation') },
        },
        'adopted 7',
      ],
    ],
  ],
  [
    'for a request with other fields',
    CALLER,
    [
      [0, REMEMBERED, 'ask 7 5000'],
      [50, taskIs('succeeded', false), 'refused IdempotencyKeyReused'],
    ],
  ],
  [
    'a write that went unanswered: its backup shows, and an earlier delivery has made it',
    MINUTE,
    [
      [0, remembering({ kind: 'sent', sent: earlier }), 'look 5000'],
      [50, ours, 'adopted 7'],
    ],
  ],
  [
    'a write that went unanswered, a minute of clear looks: once more',
    QUARTER,
    [
      [0, remembering({ kind: 'sent', sent: { ...earlier, unmarkedBefore: [] } }), 'look 5000'],
      [100, nothing, 'wait 500'],
      [60_000, waited, 'look 5000'],
      [60_100, nothing, 'queue 838400'],
      [60_100, turn, 'send 10000'],
      [60_200, started, 'accepted 7'],
    ],
  ],
  [
    'a write that went unanswered, and no time to prove anything',
    CALLER,
    [
      [0, remembering({ kind: 'sent', sent: { ...earlier, unmarkedBefore: [] } }), 'look 5000'],
      [100, nothing, 'wait 500'],
      [9_900, waited, 'look 5000'],
      [10_000, nothing, 'unknown ClientError.NoReply'],
    ],
  ],
  [
    'a write that went unanswered, and a row of the run: which write it is of is not known',
    MINUTE,
    [
      [0, remembering({ kind: 'sent', sent: earlier }), 'look 5000'],
      [50, startedRow, 'wait 500'],
    ],
  ],
  ['its task, and hardly time to ask for it', { limit: 301 }, [[0, REMEMBERED, 'ask 7 1']]],
  [
    'its task, and no time to ask for it',
    { limit: 300 },
    [[0, REMEMBERED, 'deferred DeadlineTooNear']],
  ],
];

const IN_THREE_SECONDS: Case[] = [
  [
    'a write gets what reading back and the reply leave',
    DEFAULT,
    [
      [0, begun, 'look 2700'],
      [200, nothing, 'queue 1300'],
      [200, turn, 'send 1800'],
      [2_000, notStarted('ClientError.NoReply'), 'look 700'],
      [2_100, ours, 'accepted 7'],
    ],
  ],
  [
    'a lost answer, and lists that show nothing yet',
    DEFAULT,
    [
      [0, begun, 'look 2700'],
      [200, nothing, 'queue 1300'],
      [200, turn, 'send 1800'],
      [700, notStarted('ClientError.NoReply'), 'look 2000'],
      [800, nothing, 'wait 500'],
      [1_300, waited, 'look 1400'],
      [1_900, nothing, 'wait 100'],
      [2_000, waited, 'look 700'],
      [2_100, nothing, 'unknown ClientError.NoReply'],
    ],
  ],
  [
    'the last moment for a write',
    DEFAULT,
    [
      [0, begun, 'look 2700'],
      [1_500, nothing, 'queue 0'],
      [1_500, turn, 'send 500'],
    ],
  ],
  [
    'a moment later',
    DEFAULT,
    [
      [0, begun, 'look 2700'],
      [1_501, nothing, 'deferred DeadlineTooNear'],
    ],
  ],
  [
    'the turn comes too late',
    DEFAULT,
    [
      [0, begun, 'look 2700'],
      [200, nothing, 'queue 1300'],
      [1_501, turn, 'deferred DeadlineTooNear'],
    ],
  ],
  [
    'no time for a write, but for a look: the run may be made',
    { limit: 1_000 },
    [
      [0, begun, 'look 700'],
      [100, ours, 'adopted 7'],
    ],
  ],
  [
    'no time for a write, and the run is not made',
    { limit: 1_000 },
    [
      [0, begun, 'look 700'],
      [100, nothing, 'deferred DeadlineTooNear'],
    ],
  ],
  ['no time even for a look', { limit: 999 }, [[0, begun, 'deferred DeadlineTooNear']]],
  [
    'no time for a write, and no look before it',
    { limit: 1_499, key: 'none' },
    [[0, begun, 'deferred DeadlineTooNear']],
  ],
  [
    'another backup runs',
    DEFAULT,
    [
      [0, begun, 'look 2700'],
      [100, running, 'wait 500'],
      [600, waited, 'look 2100'],
      [2_000, running, 'refused BackupInProgress'],
    ],
  ],
  [
    'lists that hang',
    DEFAULT,
    [
      [0, begun, 'look 2700'],
      [2_700, unreadable('ClientError.NoReply'), 'refused ClientError.NoReply'],
    ],
  ],
  [
    'throttled until there is no time for a write',
    DEFAULT,
    [
      [0, begun, 'look 2700'],
      [100, nothing, 'queue 1400'],
      [100, turn, 'send 1900'],
      [1_400, notStarted('RequestLimitExceeded'), 'wait 100'],
      [1_500, waited, 'look 1200'],
      [1_600, nothing, 'refused RequestLimitExceeded'],
    ],
  ],
];

describe('a process that stands still, or whose clock is set', () => {
  const STANDS: Line[] = [...LOOKED, [22_100, turn, 'look 5000']];

  test('for 22 s between look and write: it looks again', () => {
    expect(play(MINUTE, STANDS)).toEqual(STANDS);
  });

  test('its monotonic clock standing too: it looks again', () => {
    expect(play(MINUTE, STANDS, (at) => (at > 1_000 ? 22_000 : 0))).toEqual(STANDS);
  });

  test('its wall clock set back by an hour, five seconds after the look: it looks again', () => {
    const HOUR = 3_600_000;
    const lines: Line[] = [...LOOKED, [5_100 - HOUR, turn, 'look 5000']];
    expect(play(MINUTE, lines, (at) => (at < 0 ? -HOUR : 0))).toEqual(lines);
  });

  test('its wall clock set forward by a minute does not make a minute of clear looks', () => {
    const lines: Line[] = [...MINUTE_CLEAR.slice(0, -2), [70_200, nothing, 'wait 4000']];
    expect(play(QUARTER, lines, (at) => (at > 30_000 ? 25_000 : 0))).toEqual(lines);
  });
});

describe('before a write', () => {
  test.each(BEFORE)('%s', (_name, part, lines) => expect(play(part, lines)).toEqual(lines));
});

describe('without a run key, a turn that comes too late for the look', () => {
  test.each(TOO_LATE_FOR_THE_LOOK)('%s', (_name, part, lines) =>
    expect(play(part, lines)).toEqual(lines),
  );
});

describe('a write says which look allows it', () => {
  const at = { now: T, monotonic: 0 };
  const clear = { now: T - 100, monotonic: -100 };
  const lookOf = (key: RunSettings['key'], state: Partial<State>) =>
    transition(toRun({ ...MINUTE, key }), { ...INITIAL_STATE, ...state }, turn, {
      ...at,
      random: CHANCE,
    }).step;

  test('the newest', () => {
    expect(lookOf('event', { clear })).toEqual({
      do: 'send',
      timeoutMs: 10_000,
      withRemark: true,
      look: clear,
    });
  });

  test('none where none was needed, though there was one', () => {
    expect(lookOf('none', { clear, isRemarkDropped: true })).toEqual({
      do: 'send',
      timeoutMs: 10_000,
      withRemark: false,
    });
  });
});

describe('after a lock', () => {
  test.each(AFTER_A_LOCK)('%s', (_name, part, lines) => expect(play(part, lines)).toEqual(lines));
});

describe('what this process remembers of the run', () => {
  test.each(REMEMBERING)('%s', (_name, part, lines) => expect(play(part, lines)).toEqual(lines));
});

describe('after an ambiguous write', () => {
  test.each(AFTER)('%s', (_name, part, lines) => expect(play(part, lines)).toEqual(lines));
});

const STRICT = { ...MINUTE, isLeased: true };
const ASKED: Line[] = [...LOOKED, [100, turn, 'lease 5000']];

const WITH_LEASES: Case[] = [
  [
    'the lease is the last thing before the write',
    STRICT,
    [...ASKED, [150, leased, 'send 10000'], [900, started, 'accepted 7']],
  ],
  [
    'a lease that came too late for the look',
    STRICT,
    [...ASKED, [3_101, leased, 'look 5000'], [3_200, nothing, 'queue 55300']],
  ],
  ['another delivery has made it', STRICT, [...ASKED, [150, made, 'adopted 7']]],
  [
    'another delivery is at work: the lists, and then the leases again',
    STRICT,
    [
      ...ASKED,
      [150, inProgress, 'wait 500'],
      [650, waited, 'look 5000'],
      [700, nothing, 'queue 57800'],
      [700, turn, 'lease 5000'],
      [750, leased, 'send 10000'],
    ],
  ],
  [
    'another delivery is at work until the time is up',
    { ...STRICT, maxWaitMs: 10_000 },
    [
      ...ASKED,
      [150, inProgress, 'wait 500'],
      [10_100, waited, 'look 5000'],
      [10_150, nothing, 'queue 48350'],
      [10_150, turn, 'lease 5000'],
      [10_200, inProgress, 'deferred RunInProgress'],
    ],
  ],
  [
    'too little time is left for a write while another delivery is at work',
    { limit: 3_000, isLeased: true },
    [
      [0, begun, 'look 2700'],
      [100, nothing, 'queue 1400'],
      [100, turn, 'lease 1900'],
      [150, inProgress, 'wait 500'],
      [1_900, waited, 'look 800'],
      [1_950, nothing, 'deferred RunInProgress'],
    ],
  ],
  [
    'the store cannot be asked: once more, and nothing is sent',
    { limit: 3_000, isLeased: true },
    [
      [0, begun, 'look 2700'],
      [100, nothing, 'queue 1400'],
      [100, turn, 'lease 1900'],
      [150, notLeased(leaseUnavailable('x')), 'wait 100'],
      [250, waited, 'queue 1250'],
      [250, turn, 'lease 1750'],
      [2_200, notLeased(leaseUnavailable('x')), 'refused LeaseUnavailable'],
    ],
  ],
  [
    'the store says no',
    STRICT,
    [...ASKED, [150, notLeased(leaseRefused('x')), 'refused LeaseRefused']],
  ],
  [
    'throttled: a look comes before the next lease',
    STRICT,
    [
      ...ASKED,
      [150, leased, 'send 10000'],
      [200, notStarted('RequestLimitExceeded'), 'wait 100'],
      [300, waited, 'look 5000'],
    ],
  ],
  [
    'unanswered: after a minute the lease is asked for again, and another one may be at work',
    { limit: 900_000, isLeased: true },
    [
      [0, begun, 'look 5000'],
      [100, nothing, 'queue 898400'],
      [100, turn, 'lease 5000'],
      [150, leased, 'send 10000'],
      [10_150, notStarted('ClientError.NoReply'), 'look 5000'],
      [10_200, nothing, 'wait 500'],
      [70_250, waited, 'look 5000'],
      [70_300, nothing, 'queue 828200'],
      [70_300, turn, 'lease 5000'],
      [70_350, inProgress, 'wait 500'],
      [70_850, waited, 'look 5000'],
      [70_900, nothing, 'queue 827600'],
      [70_900, turn, 'lease 5000'],
      [70_950, made, 'accepted 7'],
    ],
  ],
];

describe('in strict mode', () => {
  test.each(WITH_LEASES)('%s', (_name, part, lines) => expect(play(part, lines)).toEqual(lines));
});

describe('within SCF’s default limit of 3 s', () => {
  test.each(IN_THREE_SECONDS)('%s', (_name, part, lines) =>
    expect(play(part, lines)).toEqual(lines),
  );
});

describe('whether an unanswered write may be repeated', () => {
  const ends = (key: RunSettings['key'], code: string) => {
    const run = toRun({ limit: 1_900, key });
    const sent = { times: 1, failure: failure(code) };
    const { step } = transition(run, { ...INITIAL_STATE, sent }, nothing, {
      now: T + 1_500,
      monotonic: 1_500,
      random: CHANCE,
    });
    return step.do === 'end' && 'failure' in step.outcome ? step.outcome : undefined;
  };
  const unanswered = TRANSPORT_CODES.filter(({ failureClass }) => failureClass === 'ambiguous');
  const answered = PAGE_CODES.filter(({ failureClass }) => failureClass === 'ambiguous').map(
    ({ code }) => code,
  );

  test.each([...unanswered.map(({ code }) => code), ...answered])(
    '%s: yes with the same run key',
    (code) => {
      expect(ends('caller', code)).toMatchObject({
        Outcome: 'unknown',
        failure: { code, retryable: true },
      });
    },
  );

  test.each([...unanswered.map(({ code }) => code), ...answered])(
    '%s: not without one, and with a status that no client repeats by itself',
    (code) => {
      expect(ends('none', code)).toMatchObject({
        Outcome: 'unknown',
        failure: {
          code: 'OutcomeUnknown',
          status: 409,
          retryable: false,
          message: expect.stringContaining(`the write ended with ${code}`),
        },
      });
    },
  );
});
