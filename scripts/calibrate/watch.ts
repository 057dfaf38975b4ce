// The writing half of a calibration: one backup, watched in both lists every half second until a minute after its end.
import { fromApiText, toApiText } from '../../src/tencent/time';
import { BACKUPS, type Reply, type Row, rowsIn, type Subject, TASKS, WRITE } from './api';
import { isParameterRefused, madeNothing } from './refusal';
import { REMARKS, type SentRemark } from './remark';

const POLL_MS = 500;
const AFTER_MS = 75_000;
const LONGEST_MS = 3_600_000;
const SECOND_CALL_MS = 300;
/** A write whose answer was lost is executed within a minute, and listed within another after its end. */
const NOTHING_MS = 300_000;
const QUIET_MS = 15_000;
const DAY_MS = 86_400_000;

/** What one reading of both lists showed of the backup; undefined: nothing. Milliseconds after the write was sent. */
export interface Sight {
  readonly at: number;
  readonly task: Row | undefined;
  readonly backup: Row | undefined;
  /** Of DescribeTaskInfo, where the task's number is known. */
  readonly status: string | undefined;
}

export interface Watch {
  readonly sent: SentRemark;
  readonly refused: readonly SentRemark[];
  readonly sentAt: number;
  /** How long the write took to be answered. */
  readonly answeredMs: number;
  readonly answer: Reply;
  /** What the second call of the API got, soon after the answer; milliseconds after the first was sent. */
  readonly second: { readonly at: number; readonly reply: Reply } | undefined;
  /** Whether a list with a bound of its end showed the task while it ran; undefined: it was not seen running. */
  readonly isShownWithEnd: boolean | undefined;
  readonly sights: readonly Sight[];
}

/** Told as it happens; milliseconds after the write was sent. */
export type OnSight = (at: number, text: string) => void;

const idOf = (row: Row, field: 'TaskId' | 'BackupId'): string => String(row[field]);

interface Known {
  readonly backups: ReadonlySet<string>;
  readonly tasks: ReadonlySet<string>;
}

export async function watchBackup(
  subject: Subject,
  statuses: readonly number[],
  onSight: OnSight,
): Promise<Watch> {
  const lists = openLists(subject, statuses);
  const before = await lists();
  const known: Known = {
    backups: new Set(before.backups.map((row) => idOf(row, 'BackupId'))),
    tasks: new Set(before.tasks.map((row) => idOf(row, 'TaskId'))),
  };
  onSight(0, `a backup of ${subject.instanceId} is asked for`);
  const write = await send(subject);
  const { sentAt } = write;
  const at = () => subject.now() - sentAt;
  let toldAt = 0;
  const tell: OnSight = (when, text) => {
    toldAt = when;
    onSight(when, text);
  };
  tell(
    at(),
    write.answer.ok
      ? `answered: task ${write.answer.fields.TaskId}`
      : `answered: ${write.answer.code}`,
  );
  if (madeNothing(write.answer))
    return { ...write, second: undefined, isShownWithEnd: undefined, sights: [] };
  const TaskId = write.answer.ok ? Number(write.answer.fields.TaskId) : undefined;
  const statusOf = async () => {
    if (TaskId === undefined) return undefined;
    const reply = await subject.call('DescribeTaskInfo', { TaskId });
    return reply.ok ? String(reply.fields.Status) : undefined;
  };
  const sights: Sight[] = [];
  let second: Watch['second'];
  let isShownWithEnd: boolean | undefined;
  const look = async (): Promise<Sight> => {
    const seenAt = at();
    const { backups, tasks } = await lists();
    const isOwn = (row: Row) => TaskId === undefined || Number(row.TaskId) === TaskId;
    const task = tasks.find((row) => !known.tasks.has(idOf(row, 'TaskId')) && isOwn(row));
    const fresh = backups.filter((row) => !known.backups.has(idOf(row, 'BackupId')));
    const sight = { at: seenAt, task, backup: firstOf(fresh), status: await statusOf() };
    tellChanges(sights.at(-1), sight, tell);
    sights.push(sight);
    return sight;
  };
  for (let endedAt: number | undefined; at() < LONGEST_MS; ) {
    const sight = await look();
    if (second === undefined && write.answer.ok && at() >= write.answeredMs + SECOND_CALL_MS) {
      const asked = { InstanceId: subject.instanceId, Remark: SECOND_REMARK };
      const reply = await subject.call(WRITE, asked);
      second = { at: at(), reply };
      tell(at(), `a second backup was asked for: ${reply.ok ? 'taken' : reply.code}`);
    }
    if (isShownWithEnd === undefined && sight.task !== undefined && !hasEnded(sight))
      isShownWithEnd = await showsWithEnd(subject, sight.task);
    if (endedAt === undefined && hasEnded(sight)) {
      endedAt = sight.at;
      tell(at(), `it has ended; the lists are read for ${AFTER_MS / 1_000} s more`);
    }
    if (endedAt !== undefined && sight.at - endedAt >= AFTER_MS) break;
    if (isNothing(sights, write.answer) && at() >= NOTHING_MS) break;
    if (at() - toldAt >= QUIET_MS)
      tell(at(), endedAt === undefined ? 'nothing new; it has not ended' : 'nothing new');
    await subject.sleep(POLL_MS);
  }
  return { ...write, second, isShownWithEnd, sights };
}

/** Whether a write that was not acknowledged has left no trace. */
const isNothing = (sights: readonly Sight[], { ok }: Reply): boolean =>
  !ok && sights.every(({ task, backup }) => task === undefined && backup === undefined);

const SECOND_REMARK = 'run-calibrate1';

/** The first backup of the two that there may be: by its remark, where it is shown, else by its start. */
function firstOf(rows: readonly Row[]): Row | undefined {
  const isSecond = ({ Remark }: Row) => String(Remark).toLowerCase().startsWith(SECOND_REMARK);
  const keyOf = (row: Row) => `${isSecond(row) ? 1 : 0} ${row.StartTime} ${row.BackupId}`;
  return [...rows].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))[0];
}

const ENDED = /^(succeed|failed|error)$/i;

/** A row's end counts when it lies behind its start: a running row may have its start there. */
const hasEnd = ({ StartTime, EndTime }: Row): boolean =>
  (fromApiText(EndTime) ?? 0) > (fromApiText(StartTime) ?? Number.POSITIVE_INFINITY);

/** Seen at work; what is not listed may be over. */
export const isRunning = (sight: Sight): boolean =>
  !hasEnded(sight) && (sight.status ?? sight.task ?? sight.backup) !== undefined;

export const hasEnded = ({ task, status, backup }: Sight): boolean =>
  status === undefined ? hasEnd(task ?? backup ?? {}) : ENDED.test(status);

/** From the longest remark on, until one is taken: what is refused makes no backup. */
async function send(
  subject: Subject,
): Promise<Pick<Watch, 'sent' | 'refused' | 'sentAt' | 'answeredMs' | 'answer'>> {
  const refused: SentRemark[] = [];
  for (const sent of REMARKS) {
    const sentAt = subject.now();
    const answer = await subject.call(WRITE, { InstanceId: subject.instanceId, Remark: sent.text });
    const answeredMs = subject.now() - sentAt;
    if (answer.ok || !isParameterRefused(answer))
      return { sent, refused, sentAt, answeredMs, answer };
    refused.push(sent);
  }
  throw new Error('the API refuses every remark, even of 24 plain characters');
}

function openLists({ instanceId: InstanceId, now, call }: Subject, Status: readonly number[]) {
  const page = { InstanceId, Limit: 20, Offset: 0 };
  return async () => {
    const window = { BeginTime: toApiText(now() - DAY_MS), EndTime: toApiText(now() + DAY_MS) };
    const [backups, tasks] = await Promise.all([
      call(BACKUPS, { ...page, ...window, Status }),
      call(TASKS, { ...page, BeginTime: window.BeginTime }),
    ]);
    return { backups: rowsIn(backups, 'BackupSet'), tasks: rowsIn(tasks, 'Tasks') };
  };
}

async function showsWithEnd(
  { instanceId, now, call }: Subject,
  task: Row,
): Promise<boolean | undefined> {
  const window = { BeginTime: toApiText(now() - DAY_MS), EndTime: toApiText(now() + DAY_MS) };
  const reply = await call(TASKS, { InstanceId: instanceId, Limit: 20, Offset: 0, ...window });
  if (!reply.ok) return undefined;
  const row = rowsIn(reply, 'Tasks').find((one) => idOf(one, 'TaskId') === idOf(task, 'TaskId'));
  // It may have ended since the look.
  return row !== undefined && hasEnd(row) ? undefined : row !== undefined;
}

const shown = (row: Row | undefined, fields: readonly string[]): string =>
  row === undefined
    ? 'not listed'
    : fields.map((field) => `${field} ${String(row[field] ?? 'none').slice(0, 40)}`).join(', ');

const TASK_FIELDS = ['TaskType', 'Result', 'StartTime', 'EndTime'];
const BACKUP_FIELDS = ['Status', 'StartTime', 'EndTime', 'Remark'];

function tellChanges(before: Sight | undefined, sight: Sight, onSight: OnSight): void {
  const texts = (one: Sight | undefined) => [
    `task: ${shown(one?.task, TASK_FIELDS)}`,
    `backup: ${shown(one?.backup, BACKUP_FIELDS)}`,
    `DescribeTaskInfo: ${one?.status ?? 'nothing'}`,
  ];
  const old = texts(before);
  for (const [index, text] of texts(sight).entries())
    if (text !== old[index]) onSight(sight.at, text);
}
