// Each arrow of the diagram above src/backup/state-machine.ts, as the steps that a sequence of facts leads to.
import type { Evidence } from '../../src/backup/evidence';
import { type Fact, type RunSettings, type Step, TIMING } from '../../src/backup/state';
import { INITIAL_STATE, transition } from '../../src/backup/state-machine';
import { PAGE_CODES, TRANSPORT_CODES } from '../../src/tencent/error-table';
import { failure } from '../support/builders';

const T = 1_800_000_000_000;
const CHANCE = 0.5;

const begun: Fact = { kind: 'begun' };
const waited: Fact = { kind: 'waited' };
const turn: Fact = { kind: 'turn' };
const noTurn: Fact = { kind: 'no turn' };
const seen = (evidence: Evidence): Fact => ({ kind: 'seen', evidence });
const unreadable = (code: string): Fact => ({ kind: 'unreadable', failure: failure(code) });
const notStarted = (code: string): Fact => ({ kind: 'not started', failure: failure(code) });
const started: Fact = { kind: 'started', started: { TaskId: 7, RequestId: 'r' } };

const task = { TaskId: 9, kind: 'manual', startedAt: 0, endedAt: undefined } as const;
const nothing = seen({});
const ours = seen({ ownBackup: { BackupId: 'b', TaskId: 7, sameContent: true } });
const reused = seen({ ownBackup: { BackupId: 'b', sameContent: false } });
const running = seen({ inProgress: { ...task, state: 'unfinished' } });
const unlisted = seen({ unlisted: { ...task, state: 'succeeded' } });

/** `look 5000`, `queue 100`, `send 1500`, `wait 250`: milliseconds from now; an ending with what it rests on. */
function told(step: Step, now: number): string {
  switch (step.do) {
    case 'look':
    case 'queue':
      return `${step.do} ${step.until - now}`;
    case 'send':
      return `send ${step.timeoutMs}`;
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

function play(part: Partial<RunSettings> & { limit: number }, lines: readonly Line[]): Line[] {
  const { limit, ...rest } = part;
  const run: RunSettings = { deadline: T + limit, timing: TIMING, key: 'event', ...rest };
  let state = INITIAL_STATE;
  return lines.map(([at, fact]) => {
    const next = transition(run, state, fact, { now: T + at, random: CHANCE });
    state = next.state;
    return [at, fact, told(next.step, T + at)];
  });
}

const MINUTE = { limit: 60_000 };
const DEFAULT = { limit: 3_000 };

const LOOKED: Line[] = [
  [0, begun, 'look 5000'],
  [100, nothing, 'queue 58400'],
];
/** A write at 0.1 s that ended without an answer at 10.1 s. */
const UNANSWERED: Line[] = [
  ...LOOKED,
  [100, turn, 'send 10000'],
  [10_100, notStarted('ClientError.NoReply'), 'look 5000'],
];

type Case = [name: string, part: Partial<RunSettings> & { limit: number }, lines: readonly Line[]];

const BEFORE: Case[] = [
  ['a TaskId', MINUTE, [...LOOKED, [100, turn, 'send 10000'], [900, started, 'accepted 7']]],
  [
    'no run key: no look',
    { ...MINUTE, key: 'none' },
    [
      [0, begun, 'queue 58500'],
      [0, turn, 'send 10000'],
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
    'other content under an event’s key is its own',
    MINUTE,
    [
      [0, begun, 'look 5000'],
      [50, reused, 'adopted b'],
    ],
  ],
  [
    'other content under a caller’s key',
    { ...MINUTE, key: 'caller' },
    [
      [0, begun, 'look 5000'],
      [50, reused, 'refused IdempotencyKeyReused'],
    ],
  ],
  [
    'the same content under a caller’s key',
    { ...MINUTE, key: 'caller' },
    [
      [0, begun, 'look 5000'],
      [50, ours, 'adopted 7'],
    ],
  ],
  [
    'another backup runs, then has ended',
    MINUTE,
    [
      [0, begun, 'look 5000'],
      [100, running, 'wait 250'],
      [350, waited, 'look 5000'],
      [400, running, 'wait 375'],
      [775, waited, 'look 5000'],
      [800, nothing, 'queue 57700'],
      [800, turn, 'send 10000'],
    ],
  ],
  [
    'another backup runs on',
    MINUTE,
    [
      [0, begun, 'look 5000'],
      [100, running, 'wait 250'],
      [350, waited, 'look 5000'],
      [10_100, running, 'refused BackupInProgress'],
    ],
  ],
  [
    'a backup stays unlisted',
    MINUTE,
    [
      [0, begun, 'look 5000'],
      [100, unlisted, 'wait 250'],
      [350, waited, 'look 5000'],
      [10_100, unlisted, 'unknown BackupUnlisted'],
    ],
  ],
  [
    'a backup that was running turns out to be ours',
    MINUTE,
    [
      [0, begun, 'look 5000'],
      [100, running, 'wait 250'],
      [350, waited, 'look 5000'],
      [400, ours, 'adopted 7'],
    ],
  ],
  [
    'a clear look is taken back by one that is not',
    MINUTE,
    [
      ...LOOKED,
      [3_101, turn, 'look 5000'],
      [3_200, running, 'wait 250'],
      [3_450, waited, 'look 5000'],
    ],
  ],
  [
    'a look too old by the time of the turn is taken again, and so is the turn',
    MINUTE,
    [...LOOKED, [3_101, turn, 'look 5000'], [3_200, nothing, 'queue 55300']],
  ],
  ['a look just fresh', MINUTE, [...LOOKED, [3_100, turn, 'send 10000']]],
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
    'locked',
    MINUTE,
    [
      ...LOOKED,
      [100, turn, 'send 10000'],
      [
        200,
        notStarted('ResourceUnavailable.InstanceLockedError'),
        'refused ResourceUnavailable.InstanceLockedError',
      ],
    ],
  ],
  [
    'a definite no',
    MINUTE,
    [
      ...LOOKED,
      [100, turn, 'send 10000'],
      [
        200,
        notStarted('ResourceNotFound.InstanceNotExists'),
        'refused ResourceNotFound.InstanceNotExists',
      ],
    ],
  ],
  [
    'never executed: again in its turn, on a fresh look',
    MINUTE,
    [
      ...LOOKED,
      [100, turn, 'send 10000'],
      [200, notStarted('RequestLimitExceeded'), 'wait 100'],
      [300, waited, 'queue 58200'],
      [300, turn, 'send 10000'],
      [3_000, notStarted('ClientError.NeverConnected'), 'wait 200'],
      [3_200, waited, 'look 5000'],
      [3_300, nothing, 'queue 55200'],
    ],
  ],
];

const AFTER: Case[] = [
  ['the marker', MINUTE, [...UNANSWERED, [10_200, ours, 'accepted 7']]],
  [
    'the marker under an event’s key, whatever its content',
    MINUTE,
    [...UNANSWERED, [10_200, reused, 'accepted b']],
  ],
  [
    'a backup for another request under a caller’s key is not ours',
    { ...MINUTE, key: 'caller' },
    [...UNANSWERED, [10_200, reused, 'unknown IdempotencyKeyReused']],
  ],
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
    'a task that could be ours, until its backup is listed',
    MINUTE,
    [
      ...UNANSWERED,
      [10_200, running, 'wait 250'],
      [10_450, waited, 'look 5000'],
      [30_000, unlisted, 'wait 375'],
      [30_375, waited, 'look 5000'],
      [30_400, ours, 'accepted 7'],
    ],
  ],
  [
    'two clear readings, the later 10 s after the write: once more, and then nothing more',
    MINUTE,
    [
      ...UNANSWERED,
      [10_200, nothing, 'wait 250'],
      [10_450, waited, 'look 5000'],
      [20_099, nothing, 'wait 375'],
      [20_474, waited, 'look 5000'],
      [20_500, nothing, 'queue 38000'],
      [20_500, turn, 'send 10000'],
      [21_000, notStarted('ClientError.BadReply'), 'look 5000'],
      [21_100, nothing, 'wait 250'],
      [21_350, waited, 'look 5000'],
      [31_000, nothing, 'unknown ClientError.BadReply'],
    ],
  ],
  [
    'one clear reading proves nothing, however late',
    MINUTE,
    [...UNANSWERED, [25_000, nothing, 'wait 250']],
  ],
  [
    'a task between two clear readings: they are counted anew',
    MINUTE,
    [
      ...UNANSWERED,
      [10_200, nothing, 'wait 250'],
      [10_450, waited, 'look 5000'],
      [20_200, running, 'wait 375'],
      [20_575, waited, 'look 5000'],
      [20_600, nothing, 'wait 562.5'],
      [21_162.5, waited, 'look 5000'],
      [21_200, nothing, 'queue 37300'],
    ],
  ],
  [
    'an unlisted backup is as good as a running one',
    MINUTE,
    [
      ...UNANSWERED,
      [10_200, nothing, 'wait 250'],
      [10_450, waited, 'look 5000'],
      [20_200, unlisted, 'wait 375'],
      [20_575, waited, 'look 5000'],
      [20_600, nothing, 'wait 562.5'],
    ],
  ],
  [
    'busy after it: the first one took, so it is only looked for',
    MINUTE,
    [
      ...UNANSWERED,
      [10_200, nothing, 'wait 250'],
      [10_450, waited, 'look 5000'],
      [20_200, nothing, 'queue 38300'],
      [20_200, turn, 'send 10000'],
      [20_300, notStarted('ResourceUnavailable.InstanceLockedError'), 'wait 375'],
      [20_675, waited, 'look 5000'],
      [40_000, nothing, 'wait 562.5'],
      [40_562.5, waited, 'look 5000'],
      [41_000, nothing, 'wait 843.75'],
      [41_843.75, waited, 'look 5000'],
      [42_000, ours, 'accepted 7'],
    ],
  ],
  [
    'a definite no to the second one says nothing about the first',
    MINUTE,
    [
      ...UNANSWERED,
      [10_200, nothing, 'wait 250'],
      [10_450, waited, 'look 5000'],
      [20_200, nothing, 'queue 38300'],
      [20_200, turn, 'send 10000'],
      [20_300, notStarted('UnauthorizedOperation'), 'unknown ClientError.NoReply'],
    ],
  ],
  [
    'the second one never executed: the first is looked for again before another try',
    MINUTE,
    [
      ...UNANSWERED,
      [10_200, nothing, 'wait 250'],
      [10_450, waited, 'look 5000'],
      [20_200, nothing, 'queue 38300'],
      [20_200, turn, 'send 10000'],
      [20_300, notStarted('RequestLimitExceeded'), 'wait 100'],
      [20_400, waited, 'look 5000'],
      [20_500, ours, 'accepted 7'],
    ],
  ],
  [
    'lists that cannot be read are read on until the time is up',
    MINUTE,
    [
      ...UNANSWERED,
      [15_100, unreadable('ClientError.NoReply'), 'wait 250'],
      [15_350, waited, 'look 5000'],
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
    MINUTE,
    [
      ...UNANSWERED,
      [10_200, nothing, 'wait 250'],
      [10_450, waited, 'look 5000'],
      [20_200, nothing, 'queue 38300'],
      [20_200, noTurn, 'unknown ClientError.NoReply'],
    ],
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
      [800, nothing, 'wait 250'],
      [1_050, waited, 'look 1650'],
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
      [100, running, 'wait 250'],
      [350, waited, 'look 2350'],
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
      [1_300, notStarted('RequestLimitExceeded'), 'wait 100'],
      [1_400, waited, 'queue 100'],
      [1_400, turn, 'send 600'],
      [1_450, notStarted('RequestLimitExceeded'), 'refused RequestLimitExceeded'],
    ],
  ],
];

describe('before a write', () => {
  test.each(BEFORE)('%s', (_name, part, lines) => expect(play(part, lines)).toEqual(lines));
});

describe('after an ambiguous write', () => {
  test.each(AFTER)('%s', (_name, part, lines) => expect(play(part, lines)).toEqual(lines));
});

describe('within SCF’s default limit of 3 s', () => {
  test.each(IN_THREE_SECONDS)('%s', (_name, part, lines) =>
    expect(play(part, lines)).toEqual(lines),
  );
});

describe('whether an unanswered write may be repeated', () => {
  const ends = (key: RunSettings['key'], code: string) => {
    const run: RunSettings = { deadline: T + 1_900, timing: TIMING, key };
    const sent = { times: 1, at: T, failure: failure(code), clear: 0, locked: false };
    const { step } = transition(run, { ...INITIAL_STATE, sent }, nothing, {
      now: T + 1_500,
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
