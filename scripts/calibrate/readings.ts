// The reading half of a calibration: what the lists show of themselves, without any write.
import { isInstanceId } from '../../src/request/ids';
import { fromApiText, toApiText } from '../../src/tencent/time';
import { BACKUPS, type Reply, type Row, rowsIn, type Subject, TASKS } from './api';
import { type Finding, measured, oneOf, unseen } from './finding';
import { isOfTheMoment, isParameterRefused, whyNot } from './refusal';

const DAY_MS = 86_400_000;
const LIMIT = 100;
const ALL_STATUSES = [1, 2, 3, 4, -1, -2];
const SHORT_STATUSES = [1, 2];
/** So many rows in order are no chance. */
const ENOUGH = 4;

/** The span of the function's own looks; no zone is known. */
const windowAt = (now: number, days = 29) => ({
  BeginTime: toApiText(now - (days - 1) * DAY_MS),
  EndTime: toApiText(now + DAY_MS),
});

interface Lists {
  /** The longest status list that was answered. */
  readonly statuses: readonly number[];
  readonly long: Reply;
  readonly backups: Reply;
  readonly tasks: Reply;
}

/** A first look: what it is refused with, all is refused with. */
export const tryReading = ({ instanceId, now, call }: Subject): Promise<Reply> =>
  call(BACKUPS, { InstanceId: instanceId, ...windowAt(now()), Status: [2], Limit: 1, Offset: 0 });

async function readLists(subject: Subject): Promise<Lists> {
  const { instanceId: InstanceId } = subject;
  const asked = { InstanceId, ...windowAt(subject.now()), Limit: LIMIT, Offset: 0 };
  const long = await subject.call(BACKUPS, { ...asked, Status: ALL_STATUSES });
  const statuses = long.ok ? ALL_STATUSES : SHORT_STATUSES;
  const backups = long.ok ? long : await subject.call(BACKUPS, { ...asked, Status: statuses });
  const tasks = await subject.call(TASKS, { InstanceId, Limit: LIMIT, Offset: 0 });
  return { statuses, long, backups, tasks };
}

function statusFilter({ long, backups }: Lists): Finding {
  const name = 'status-filter';
  const short = '1 and 2 only, others refused';
  if (!long.ok) {
    if (!backups.ok) return unseen(name, whyNot(BACKUPS, backups));
    if (isOfTheMoment(long)) return unseen(name, whyNot(BACKUPS, long));
    const detail = `refused with ${long.code}`;
    if (long.code.startsWith('InvalidParameter')) return measured(name, short, detail);
    const value = ['UnsupportedOperation', 'InternalError.DbOperationFailed'].find((code) =>
      long.code.startsWith(code),
    );
    return measured(name, value && `${short} with ${value}`, detail);
  }
  const others = rowsIn(long, 'BackupSet').filter(({ Status }) => ![1, 2].includes(Number(Status)));
  return others.length > 0
    ? measured(name, 'all six', `a row of status ${others[0]?.Status} was listed`)
    : oneOf(name, ['all six', 'others ignored'], 'an expired or deleted backup would show it');
}

function statusOne({ backups }: Lists, now: number): Finding {
  const name = 'status-one';
  if (!backups.ok) return unseen(name, whyNot(BACKUPS, backups));
  const old = rowsIn(backups, 'BackupSet').filter((row) => isOld(row, now));
  if (old.length === 0) return unseen(name, 'a backup that ended a day ago would show it');
  if (old.every(({ Status }) => Number(Status) === 1))
    return measured(name, 'finished rows stay at 1', 'backups of a day ago have status 1');
  const detail =
    'backups of a day ago have another status than 1; the next minute after an end would show more';
  return unseen(name, detail, ['finished rows stay at 1']);
}

/** A day old in any zone. */
const isOld = ({ StartTime, EndTime }: Row, now: number): boolean => {
  const [start, end] = [fromApiText(StartTime), fromApiText(EndTime)];
  return start !== undefined && end !== undefined && end > start && end < now - 2 * DAY_MS;
};

function pageSize(reply: Reply): Finding {
  const name = 'page-size';
  const fields = reply.ok ? reply.fields : {};
  const { length } = rowsIn(reply, 'BackupSet');
  const { TotalCount } = fields;
  const counts = `${length} rows, TotalCount ${String(TotalCount)}`;
  if (!reply.ok) return unseen(name, whyNot(BACKUPS, reply));
  if (TotalCount === undefined) return measured(name, 'TotalCount missing', counts);
  const total = Number(TotalCount);
  if (total === 0 && length > 0) return measured(name, 'TotalCount 0', counts);
  const noTotal = ['TotalCount missing'];
  if (length === 0)
    return unseen(name, `${counts}: an instance with more than 50 would show it`, noTotal);
  if (total > length) return moreThanListed(length, counts);
  const excluded = [...noTotal, 'TotalCount 0', 'TotalCount too large', ...capsBelow(length)];
  return unseen(name, `${counts}: an instance with more than 100 would show it`, excluded);
}

const CAPS = [20, 50, 100];
const capsBelow = (length: number) =>
  CAPS.filter((cap) => length > cap).map((cap) => `at most ${cap} rows`);

/** A page that is short of its total: cut at a number, or the total is wrong by one. */
function moreThanListed(length: number, counts: string): Finding {
  const name = 'page-size';
  const fits = [
    ...CAPS.filter((cap) => cap === length).map((cap) => `at most ${cap} rows`),
    ...(length === LIMIT ? ['as asked'] : []),
    'TotalCount too large',
  ];
  return oneOf(name, fits, `${counts}, ${LIMIT} rows asked for; the next page would show more`);
}

/** Reads on where a page was short, to tell a cut page from a total that is too large. */
async function pages(subject: Subject, { statuses, backups }: Lists): Promise<Finding> {
  const first = pageSize(backups);
  const { length } = rowsIn(backups, 'BackupSet');
  const cuts = first.fits.filter((value) => value.startsWith('at most'));
  if (!first.fits.includes('TotalCount too large') || cuts.length === 0 || length === 0) {
    return length > 0 && length < LIMIT && first.fits.includes('TotalCount too large')
      ? measured(first.name, 'TotalCount too large', first.detail)
      : first;
  }
  const asked = { InstanceId: subject.instanceId, ...windowAt(subject.now()), Status: statuses };
  const next = await subject.call(BACKUPS, { ...asked, Limit: length, Offset: length });
  const isMore = rowsIn(next, 'BackupSet').length > 0;
  if (!next.ok) return first;
  if (!isMore) return measured(first.name, 'TotalCount too large', first.detail);
  return oneOf(
    first.name,
    first.fits.filter((value) => value !== 'TotalCount too large'),
    first.detail,
  );
}

const isSorted = (times: readonly number[], sign: 1 | -1): boolean =>
  times.every((time, index) => index === 0 || sign * (time - (times[index - 1] ?? time)) >= 0);

function pageOrder({ backups, tasks }: Lists): Finding {
  const name = 'page-order';
  if (!backups.ok) return unseen(name, whyNot(BACKUPS, backups));
  const lists = [rowsIn(backups, 'BackupSet'), rowsIn(tasks, 'Tasks')].map((rows) =>
    rows.flatMap(({ StartTime }) => fromApiText(StartTime) ?? []),
  );
  const long = lists.filter((times) => new Set(times).size >= ENOUGH);
  if (long.length === 0) return unseen(name, `an instance with ${ENOUGH} backups would show it`);
  const detail = `${long.map(({ length }) => length).join(' and ')} rows`;
  if (long.every((times) => isSorted(times, -1))) return measured(name, 'newest first', detail);
  if (long.every((times) => isSorted(times, 1))) return measured(name, 'oldest first', detail);
  return measured(name, 'unstable', detail);
}

async function span(subject: Subject, { statuses }: Lists): Promise<Finding> {
  const { instanceId: InstanceId } = subject;
  const ask = (days: number) =>
    subject.call(BACKUPS, { InstanceId, ...windowAt(subject.now(), days), Status: statuses });
  const [shorter, longest] = [await ask(29), await ask(30)];
  if (!shorter.ok) return unseen('span', whyNot(BACKUPS, shorter));
  if (longest.ok) return measured('span', '30 days inclusive', '30 days were answered');
  if (!isParameterRefused(longest)) return unseen('span', whyNot(BACKUPS, longest));
  return measured('span', '30 days exclusive', `30 days were refused with ${longest.code}`);
}

async function regionList(subject: Subject, { statuses }: Lists): Promise<Finding> {
  const name = 'region-list';
  const asked = { ...windowAt(subject.now()), Status: statuses, Limit: 20, Offset: 0 };
  const reply = await subject.call(BACKUPS, asked);
  if (!reply.ok && isParameterRefused(reply))
    return measured(name, 'an InstanceId is required', `refused with ${reply.code}`);
  const [row] = rowsIn(reply, 'BackupSet');
  if (!reply.ok) return unseen(name, whyNot(`${BACKUPS} of a region`, reply));
  const value = 'all instances without InstanceId';
  if (row === undefined)
    return unseen(name, 'a backup in the region would show more', ['an InstanceId is required']);
  return 'InstanceId' in row
    ? measured(name, value, 'rows name their instance')
    : measured(name, 'rows without InstanceId', 'rows do not name their instance');
}

async function ids(subject: Subject): Promise<Finding> {
  const reply = await subject.call('DescribeInstances', { Limit: 20, Offset: 0 });
  if (!reply.ok) return unseen('ids', whyNot('DescribeInstances', reply));
  const found = rowsIn(reply, 'InstanceSet').map(({ InstanceId }) => String(InstanceId));
  if (found.length === 0) return unseen('ids', 'no instance was listed');
  const other = found.find((id) => !isInstanceId(id));
  return other === undefined
    ? measured('ids', 'crs- and 8', `${found.length} ids`)
    : measured('ids', 'another form', `${other} is one`);
}

/** `Result` of tasks that have ended. */
function taskResults({ tasks }: Lists): Finding {
  const name = 'task-results';
  if (!tasks.ok) return unseen(name, whyNot(TASKS, tasks));
  const ended = rowsIn(tasks, 'Tasks').filter(({ EndTime }) => fromApiText(EndTime) !== undefined);
  const results = new Set(ended.map(({ Result }) => Number(Result)));
  const odd = [...results].filter((result) => ![0, 1, 2, 3, 4, -1].includes(result));
  if (odd.length > 0) return measured(name, undefined, `Result ${odd.join(', ')} was listed`);
  if (results.has(-1)) return measured(name, 'also 3 and -1', 'Result -1 was listed');
  if (results.has(3))
    return oneOf(name, ['also 3 and -1', 'a failed one as 3'], 'Result 3 was listed');
  if (results.has(4)) return measured(name, '0, 1, 2, 4', 'Result 4 was listed');
  return unseen(name, 'a failed task would show it');
}

const MAKES_BACKUP = ['012', '017', 'FLOW_BACKUPINSTANCE', 'FLOW_AUTOBACKUP'];

/** Another task that ran beside a backup. */
function tasksOverlap({ tasks }: Lists): Finding {
  if (!tasks.ok) return unseen('tasks-overlap', whyNot(TASKS, tasks));
  const spans = rowsIn(tasks, 'Tasks').flatMap(({ StartTime, EndTime, TaskType }) => {
    const [from, to] = [fromApiText(StartTime), fromApiText(EndTime)];
    if (from === undefined || to === undefined) return [];
    return [{ from, to, isBackup: MAKES_BACKUP.includes(String(TaskType)) }];
  });
  const isBeside = spans.some(
    (one) =>
      one.isBackup &&
      spans.some((other) => !other.isBackup && other.from < one.to && one.from < other.to),
  );
  return isBeside
    ? measured('tasks-overlap', 'yes', 'a task ran beside a backup')
    : unseen('tasks-overlap', 'a change of a parameter during a backup would show it');
}

/**
 * What reading alone shows; changes nothing, and makes some ten calls. Never rejects: a refused call leaves its switches
 * not seen.
 */
export async function readReadings(subject: Subject): Promise<readonly Finding[]> {
  const lists = await readLists(subject);
  return [
    statusFilter(lists),
    statusOne(lists, subject.now()),
    await pages(subject, lists),
    pageOrder(lists),
    await span(subject, lists),
    await regionList(subject, lists),
    await ids(subject),
    taskResults(lists),
    tasksOverlap(lists),
  ];
}
