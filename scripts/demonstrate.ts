// What `npm start` shows of the promise: a run, the same run again, an answer that is lost, an instance that is locked.

import { requestIn } from '../emulator/scf/coverage';
import type { FunctionDescription } from '../emulator/scf/types';
import { LOCAL_TOKEN, type LocalCloud } from './local-cloud';
import { printable, type Row, rowsOf } from './report';
import { bold } from './terminal';

/** There only from their own step on: the API locks what the first run backs up, and that run would wait for a lock. */
const LOST = 'crs-lost0001';
const LOCKED = 'crs-locked01';

/** The instances that the webhooks name: the settings must allow them. */
export const SHOWN_INSTANCES = ['crs-demo0001', LOST, LOCKED];

/** Prints each step as it ends. True when each has ended as it should. */
export async function demonstrate(
  cloud: LocalCloud,
  description: FunctionDescription,
): Promise<boolean> {
  cloud.redis.removeInstance(LOCKED);
  const run = firstRun(cloud, description);
  const first = await showRun(cloud, run);
  const again = await showAgain(cloud, run);
  const region = homeOf(description);
  cloud.redis.setInstance({ instanceId: LOST, region });
  cloud.redis.setInstance({ instanceId: LOCKED, region, locked: true });
  // The locked one is waited for as long as a caller may wait.
  const locked = post(cloud, LOCKED);
  return [first, again, await showLost(cloud), showLocked(cloud, await locked)].every(Boolean);
}

export const homeOf = ({ environment, region }: FunctionDescription): string =>
  environment.BACKUP_REGION || region;

interface Run {
  readonly title: string;
  deliver(): Promise<Row[]>;
}

/** The first timer that backs up; a file without one has a webhook that can be repeated. */
function firstRun(cloud: LocalCloud, { timers }: FunctionDescription): Run {
  const timer = timers.find(({ argument }) => requestIn(argument).Coverage === undefined);
  const firedAt = new Date();
  if (timer === undefined)
    return {
      title: 'A webhook with an Idempotency-Key',
      deliver: async () => (await post(cloud, 'crs-demo0001', { 'idempotency-key': 'shown' })).rows,
    };
  return {
    title: `The timer ${timer.name}`,
    deliver: async () => rowsOf((await cloud.host.fireTimer(timer.name, firedAt)).at(-1) ?? {}),
  };
}

async function showRun({ redis }: LocalCloud, { title, deliver }: Run): Promise<boolean> {
  console.log(bold(`1. ${title}`));
  const rows = await deliver();
  const [made] = redis.backups(rows[0]?.instanceId).filter(({ visible }) => visible);
  show(rows, made === undefined ? 'no backup is in the list' : `in the list: "${made.remark}"`);
  return rows.every(({ good }) => good);
}

async function showAgain({ redis }: LocalCloud, { deliver }: Run): Promise<boolean> {
  console.log(bold('2. The same run, delivered once more'));
  const before = redis.backups().length;
  const rows = await deliver();
  const more = redis.backups().length - before;
  const isGood = more === 0 && rows.every(({ good }) => good);
  show(rows, isGood ? 'nothing was sent: its marker is in the list' : `backups made: ${more}`);
  return isGood;
}

async function showLost(cloud: LocalCloud): Promise<boolean> {
  console.log(bold('3. A webhook; the answer of the API is lost on its way'));
  cloud.redis.script({ action: 'ManualBackupInstance', instanceId: LOST, fault: 'hang-up' });
  const before = cloud.redis.backups(LOST).length;
  const { rows } = await post(cloud, LOST);
  const made = cloud.redis.backups(LOST).length - before;
  const isGood = made === 1 && rows.every(({ good }) => good);
  const one = 'not sent again: its marker is in the list, 1 backup';
  show(rows, isGood ? one : `backups made: ${made}`);
  return isGood;
}

function showLocked({ redis }: LocalCloud, { status, rows }: Answer): boolean {
  console.log(bold('4. A webhook; the instance is locked, and stays so'));
  const none = redis.backups(LOCKED).length === 0;
  const truth = none ? 'there is no backup, and the answer says so' : 'and there is a backup';
  show(rows, `answered ${status}: ${truth}`);
  return none && status === 409;
}

interface Answer {
  readonly status: number;
  readonly rows: Row[];
}

async function post({ host }: LocalCloud, InstanceId: string, headers = {}): Promise<Answer> {
  const response = await fetch(host.url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${LOCAL_TOKEN}`,
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify({ InstanceId, Remark: 'webhook' }),
  });
  const { status } = response;
  return { status, rows: rowsOf({ result: { statusCode: status, body: await response.text() } }) };
}

const COLUMNS = 80;

/** The first row, how many there are besides, and what it means. */
function show(rows: readonly Row[], meaning: string): void {
  const [first = '', ...others] = printable(rows.map(inShort));
  const more =
    others.length === 0 ? [] : [`   and ${others.length} more: ${countsOf(rows.slice(1))}`];
  for (const line of [` ${first}`, ...more, `   ${meaning}`]) console.log(cut(line));
}

const inShort = (row: Row): Row =>
  row.taskId === undefined ? row : { ...row, detail: `TaskId ${row.taskId}` };

function countsOf(rows: readonly Row[]): string {
  const outcomes = [...new Set(rows.map(({ outcome }) => outcome))];
  const count = (one: string) => rows.filter(({ outcome }) => outcome === one).length;
  return outcomes.map((one) => `${one} ${count(one)}`).join(', ');
}

const cut = (line: string): string =>
  line.length > COLUMNS ? `${line.slice(0, COLUMNS - 1)}…` : line;
