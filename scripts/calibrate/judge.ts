// What a watched backup shows of each switch. Pure: sights in, findings out.

import { regionOffset } from '../../emulator/redis/model/zones';
import { fromApiText } from '../../src/tencent/time';
import type { Row } from './api';
import { type Finding, measured, oneOf, unseen } from './finding';
import { madeNothing } from './refusal';
import { judgeRemark } from './remark';
import { hasEnded, isRunning, type Sight, type Watch } from './watch';

/** Half a second between two looks, a second in the API's times, and what calls take. */
const BLUR_MS = 2_000;
const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;

export interface Facts {
  readonly watch: Watch;
  readonly region: string;
  /** Of the first sights, milliseconds after the write was sent. */
  readonly taskAt: number | undefined;
  readonly backupAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly last: Sight | undefined;
  /** The API's clock less ours, to a quarter of an hour. */
  readonly zoneMs: number | undefined;
}

export function toFacts(watch: Watch, region: string): Facts {
  const { sights, sentAt } = watch;
  const at = (is: (sight: Sight) => boolean) => sights.find(is)?.at;
  const last = sights.at(-1);
  const start = fromApiText(last?.task?.StartTime ?? last?.backup?.StartTime);
  const zoneMs =
    start === undefined ? undefined : Math.round((start - sentAt) / QUARTER_MS) * QUARTER_MS;
  const seenEnd = at(hasEnded) ?? Number.POSITIVE_INFINITY;
  const lastRunning = sights.filter(isRunning).at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  const end = fromApiText(last?.backup?.EndTime ?? last?.task?.EndTime);
  return {
    ...{ watch, region, last, zoneMs },
    taskAt: at(({ task }) => task !== undefined),
    backupAt: at(({ backup }) => backup !== undefined),
    // Where no look was just before the end, it is known only from its row, which may have been listed long after it.
    endedAt:
      seenEnd - lastRunning > BLUR_MS && end !== undefined && zoneMs !== undefined
        ? end - zoneMs - sentAt
        : at(hasEnded),
  };
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

function taskListed({ watch, taskAt, endedAt }: Facts): Finding {
  const name = 'task-listed';
  if (taskAt === undefined)
    return endedAt === undefined
      ? unseen(name, 'neither its task nor its end was seen')
      : measured(name, 'never shows manual tasks', 'its task was in no list');
  const lagMs = taskAt - watch.answeredMs;
  const detail = `its task was listed ${seconds(Math.max(0, lagMs))} after the answer`;
  // A slow answer hides a lag: the task is older than its answer.
  if (watch.answeredMs > 1_500) {
    const excluded = ['never shows manual tasks', ...(taskAt < 12_000 ? ['12 s later'] : [])];
    return unseen(name, `${detail}, which was slow itself`, excluded);
  }
  if (taskAt < 1_500) return measured(name, 'at once', detail);
  if (taskAt < 4_500) return measured(name, '2 s later', detail);
  return measured(name, Math.abs(taskAt - 12_000) < 3_000 ? '12 s later' : undefined, detail);
}

const AFTER_END: readonly (readonly [value: string, ms: number])[] = [
  ['2 s after the end', 2_000],
  ['30 s after the end', 30_000],
  ['60 s after the end', 60_000],
];

/** When the backup itself started, on our clock. */
const startedAt = ({ last, zoneMs, watch }: Facts): number | undefined => {
  const start = fromApiText(last?.backup?.StartTime);
  return start === undefined || zoneMs === undefined ? undefined : start - zoneMs - watch.sentAt;
};

function listed(facts: Facts): readonly Finding[] {
  const { backupAt, endedAt } = facts;
  const start = startedAt(facts);
  const [lag, row] = ['backup-listed', 'running-row'] as const;
  if (backupAt === undefined || start === undefined)
    return [unseen(lag, 'it was never listed'), unseen(row, 'it was never listed')];
  const before = facts.watch.sights.filter(({ at }) => at < backupAt).at(-1);
  const isBlurred = before !== undefined && backupAt - before.at > BLUR_MS;
  if (endedAt !== undefined && backupAt >= endedAt) {
    if (facts.watch.sights.some(isRunning) && !isBlurred)
      return listedAfterEnd(backupAt - endedAt, backupAt - start);
    const detail = 'no look fell into so short a backup and its end: a longer one would show it';
    return [unseen(lag, detail), unseen(row, detail)];
  }
  // A slow answer hides a lag: the first look came long after the start.
  if (isBlurred || facts.watch.answeredMs > 1_500)
    return [unseen(lag, 'an answer was slow, so that a look came late'), runningRow(facts)];
  // It may have started before its task, and so before anybody could look.
  const sinceTaskMs = backupAt - Math.max(start, 0);
  const sinceStartMs = backupAt - start;
  const detail = `listed ${seconds(Math.max(0, sinceTaskMs))} after its start`;
  const fits = [
    ...(sinceTaskMs < 3_000 ? ['with the task'] : []),
    ...(isSixAfter(sinceStartMs) ? [SIX_AFTER] : []),
  ];
  return [oneOf(lag, fits, detail), runningRow(facts)];
}

const SIX_AFTER = '6 s after the start';
const isSixAfter = (sinceStartMs: number): boolean => Math.abs(sinceStartMs - 6_000) < 2_500;

/** A running row that is not listed and a list that lags look the same at the end. */
function listedAfterEnd(afterMs: number, sinceStartMs: number): readonly Finding[] {
  const detail = `listed ${seconds(afterMs)} after its end`;
  const near = AFTER_END.filter(([, ms]) => Math.abs(afterMs - ms) <= BLUR_MS);
  const lags = [...(isSixAfter(sinceStartMs) ? [SIX_AFTER] : []), ...near.map(([value]) => value)];
  if (afterMs < 1_250)
    return [
      oneOf('backup-listed', ['with the task', SIX_AFTER, '2 s after the end'], detail),
      lags.includes(SIX_AFTER)
        ? unseen('running-row', `${detail}: a longer backup would show it`)
        : measured('running-row', 'not listed', detail),
    ];
  return [
    oneOf('backup-listed', lags, detail),
    unseen('running-row', `${detail}: it was never listed while it ran`),
  ];
}

const runningSights = ({ watch, endedAt = Number.POSITIVE_INFINITY }: Facts): Sight[] =>
  watch.sights.filter(({ at, backup }) => backup !== undefined && at < endedAt);

function runningRow(facts: Facts): Finding {
  const { backup } = runningSights(facts)[0] ?? {};
  const { Status, StartTime, EndTime } = backup ?? {};
  const detail = `Status ${Status}, EndTime ${String(EndTime ?? 'none')}`;
  const value = (): string | undefined => {
    if (Number(Status) === 2) return 'Status 2 at once';
    if (Number(Status) !== 1) return undefined;
    if (EndTime === undefined || EndTime === '') return 'Status 1, no EndTime';
    if (String(EndTime).startsWith('0000')) return 'EndTime 0000-00-00 00:00:00';
    return EndTime === StartTime ? 'EndTime = StartTime' : undefined;
  };
  return measured('running-row', value(), detail);
}

function remarkVisible(facts: Facts): Finding {
  const name = 'remark-visible';
  const { last } = facts;
  if (last?.backup === undefined) return unseen(name, 'it was never listed');
  if (remarkOf(last.backup) === '') return measured(name, 'never', 'its row has no remark');
  const running = runningSights(facts)[0]?.backup;
  if (running === undefined)
    return oneOf(name, ['at start', 'at the end'], 'it was never listed while it ran');
  return remarkOf(running) === ''
    ? measured(name, 'at the end', 'empty while it ran')
    : measured(name, 'at start', 'there while it ran');
}

const remarkOf = (row: Row | undefined): string => String(row?.Remark ?? '');

function statusOne({ watch, endedAt, last }: Facts, fromReading: Finding): Finding {
  const name = 'status-one';
  if (endedAt === undefined || last?.backup === undefined) return fromReading;
  const after = watch.sights.filter(
    ({ at, backup }) => backup !== undefined && at > endedAt + BLUR_MS,
  );
  const first = after[0]?.backup;
  const isOne = (row: Row | undefined) => Number(row?.Status) === 1;
  if (isOne(first) && isOne(last.backup))
    return oneOf(
      name,
      fromReading.fits.filter((value) => value !== 'in process'),
      'still 1 a minute after its end',
    );
  if (isOne(first))
    return measured(name, 'locked for 60 s after the end', '1 with an end, and then 2');
  const late = (after[0]?.at ?? 0) - endedAt > 55_000;
  return late
    ? unseen(name, 'it was listed too late to tell', ['finished rows stay at 1'])
    : measured(name, 'in process', '2 as soon as it had ended');
}

function startSkew({ last }: Facts): Finding {
  const name = 'start-skew';
  const [task, backup] = [fromApiText(last?.task?.StartTime), fromApiText(last?.backup?.StartTime)];
  if (task === undefined || backup === undefined)
    return unseen(name, 'its task and its row together would show it');
  const ms = backup - task;
  const detail = `the backup started ${seconds(ms)} after its task`;
  if (ms >= -1_000 && ms <= 7_000) return measured(name, '0 to 6 s after its task', detail);
  if (Math.abs(ms + 5_000) <= 1_000) return measured(name, '5 s before its task', detail);
  return measured(name, Math.abs(ms - 90_000) <= 5_000 ? '90 s after its task' : undefined, detail);
}

/** Of types that are known to be others', none is ours. */
function taskTypes({ last }: Facts): Finding {
  const type = last?.task?.TaskType;
  if (type === undefined) return unseen('task-types', 'its task in a list would show it');
  const detail = `TaskType ${String(type)}`;
  if (type === '012') return measured('task-types', 'numbers', detail);
  if (type === 'FLOW_BACKUPINSTANCE') return measured('task-types', 'names', detail);
  return measured(
    'task-types',
    /^\d+$/.test(String(type)) ? 'another number for manual' : undefined,
    detail,
  );
}

const BUSY = /Locked|InstanceState|InstanceStatus/;

function lock({ watch }: Facts): Finding {
  const { second } = watch;
  const name = 'lock';
  if (second === undefined) return unseen(name, 'a second call while it runs would show it');
  const { at, reply } = second;
  if (reply.ok && !watch.sights.some((sight) => sight.at >= at && isRunning(sight)))
    return unseen(name, 'the backup had ended before a second call: a longer one would show it');
  if (reply.ok)
    return oneOf(
      name,
      ['no lock', 'from 2 s after the answer on'],
      'a second call soon after the answer was taken; a third some seconds later would show more, and make a third backup',
    );
  if (!BUSY.test(reply.code)) return unseen(name, `a second call was refused with ${reply.code}`);
  return oneOf(
    name,
    [
      'second call refused while a backup runs',
      'lock stays 4 min after',
      ...(at - watch.answeredMs > 1_500 ? ['from 2 s after the answer on'] : []),
    ],
    `a second call was refused with ${reply.code}; whether it still is after the end, only another backup would show`,
  );
}

function zone({ zoneMs, region }: Facts): Finding {
  if (zoneMs === undefined) return unseen('zone', 'a start of its task or row would show it');
  const minutes = zoneMs / MINUTE_MS;
  const own = regionOffset(region) === minutes ? ["the region's own"] : [];
  const fixed = minutes === 480 ? ['UTC+8'] : minutes === 0 ? ['UTC'] : [];
  const detail = `${minutes} minutes ahead of UTC${own.length + fixed.length > 1 ? '; an instance in a region of another zone would show more' : ''}`;
  return oneOf('zone', [...fixed, ...own], detail);
}

const ANSWERS: readonly (readonly [value: string, ms: number])[] = [
  ['at once', 0],
  ['after 5 s', 5_000],
  ['after 15 s', 15_000],
];

function writeAnswers({ watch }: Facts): Finding {
  const { answeredMs } = watch;
  if (madeNothing(watch.answer))
    return unseen('write-answers', 'a write that is taken would show it');
  const near = ANSWERS.find(([, ms]) => Math.abs(answeredMs - ms) < 2_500);
  return measured('write-answers', near?.[0], `answered after ${seconds(answeredMs)}`);
}

function lateWrite({ watch, backupAt, taskAt }: Facts): Finding {
  const name = 'late-write';
  const { answer } = watch;
  const wasExecuted = (backupAt ?? taskAt) !== undefined;
  if (answer.ok || !wasExecuted)
    return unseen(
      name,
      'only a write whose connection breaks would show it',
      ['InternalError though executed', 'RequestLimitExceeded though executed'].filter(
        () => answer.ok,
      ),
    );
  const code = answer.code.split('.')[0];
  const known = ['InternalError', 'RequestLimitExceeded'].find((one) => one === code);
  return measured(
    name,
    known && `${known} though executed`,
    `${answer.code}, and a backup all the same`,
  );
}

function quota({ watch }: Facts): Finding {
  const { answer } = watch;
  if (answer.ok || !answer.code.startsWith('LimitExceeded'))
    return unseen('quota', 'a 25th backup within a day would show it');
  return oneOf('quota', ['24 a day an instance', '24 a day an account'], answer.message);
}

function taskEndFilter({ watch }: Facts): Finding {
  const { isShownWithEnd } = watch;
  if (isShownWithEnd === undefined)
    return unseen('task-end-filter', 'a task that is listed while it runs would show it');
  return isShownWithEnd
    ? measured(
        'task-end-filter',
        'EndTime bounds the start',
        'a running task is listed with an EndTime',
      )
    : measured(
        'task-end-filter',
        'EndTime bounds the end of running',
        'a running task is listed only without an EndTime',
      );
}

/** @param readings what reading alone has shown, which a watched backup may make more exact */
export function judgeWatch(facts: Facts, readings: readonly Finding[]): readonly Finding[] {
  const { watch, last } = facts;
  const old = readings.find(({ name }) => name === 'status-one') ?? unseen('status-one', '');
  return [
    ...judgeRemark(watch.sent, watch.refused, remarkOf(last?.backup)),
    remarkVisible(facts),
    ...listed(facts),
    taskListed(facts),
    statusOne(facts, old),
    taskEndFilter(facts),
    taskTypes(facts),
    startSkew(facts),
    lock(facts),
    zone(facts),
    quota(facts),
    lateWrite(facts),
    writeAnswers(facts),
    unseen('failed-row', 'a backup whose task fails would show it'),
    unseen('automatic-lag', 'an automatic backup that is watched would show it'),
  ];
}
