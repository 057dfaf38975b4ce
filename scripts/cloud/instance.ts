// What the reads say about one instance: it exists, it runs, its last backup, its window. Pure: answers in, rows out.
import { nextFires } from '../../emulator/scf/cron';
import { isObject } from '../../src/request/json';
import type { Answer } from '../../src/result';
import type { Response } from '../../src/tencent/call';
import { fromApiText } from '../../src/tencent/time';
import { CHECK_NETWORK } from '../calibrate/refusal';
import type { CheckRow } from './row';
import type { NamedTarget } from './targets';

const HOUR_MS = 3_600_000;
/** The API's texts carry no zone; in practice they are UTC+8, as the timers are. */
const ZONE_MS = 8 * HOUR_MS;
const RUNNING = 2;
/** Of a timer, this many next times are compared with the window: a month of a daily one. */
const TIMES = 31;

export const UPDATE_POLICY =
  'tccli cam UpdatePolicy --PolicyName scf-redis-backup --PolicyDocument "$(npm run --silent policy)"';

/**
 * Whether an action may be called.
 * @param needed by what the file asks for: of what it does not ask, a missing permission is no failure
 */
export function permissionRow(
  action: string,
  of: string,
  answer: Answer<Response>,
  needed: boolean,
): CheckRow {
  const row = { check: 'permission', of: action };
  if (answer.ok) return { ...row, result: 'ok', detail: of };
  const { code, message, status } = answer.failure;
  // The API looked for the instance, so it had let us in.
  if (status === 404) return { ...row, result: 'ok', detail: of };
  if (status === 403 && !needed)
    return { ...row, result: 'not tested', detail: `${of}: not checked, the role does without it` };
  if (status === 403)
    return { ...row, result: 'failed', detail: `${of}: ${code}: ${message}; ${UPDATE_POLICY}` };
  return { ...row, result: 'not tested', detail: `${of}: ${code}: ${message}` };
}

/** No answer at all says nothing of permissions. */
export function networkRow(host: string, answers: readonly Answer<Response>[]): CheckRow[] {
  const lost = answers.flatMap((answer) => (answer.ok ? [] : [answer.failure])).find(isNetwork);
  if (lost === undefined) return [];
  const detail = `${lost.code}: ${CHECK_NETWORK}`;
  return [{ check: 'network', of: host, result: 'failed', detail }];
}

const isNetwork = ({ code }: { readonly code: string }): boolean =>
  /^ClientError\.(NeverConnected|NoReply|BadReply)$/.test(code);

export function stateRow({ InstanceId, Region }: NamedTarget, response: Response): CheckRow {
  const [found] = Array.isArray(response.InstanceSet) ? response.InstanceSet : [];
  const row = { check: 'instance', of: InstanceId };
  if (!isObject(found))
    return {
      ...row,
      result: 'failed',
      detail: `does not exist in ${Region}, or these credentials may not see it`,
    };
  return found.Status === RUNNING
    ? { ...row, result: 'ok', detail: `runs in ${Region}: ${String(found.InstanceName)}` }
    : {
        ...row,
        result: 'failed',
        detail: `is not running: Status ${String(found.Status)} (2 is running)`,
      };
}

export function lastBackupRow(
  { InstanceId }: NamedTarget,
  response: Response,
  now: number,
): CheckRow {
  const row = { check: 'last backup', of: InstanceId };
  const rows: unknown[] = Array.isArray(response.BackupSet) ? response.BackupSet : [];
  const starts = rows.flatMap((one) => (isObject(one) ? (fromApiText(one.StartTime) ?? []) : []));
  if (starts.length === 0)
    return { ...row, result: 'warning', detail: 'no good backup in the last 28 days' };
  const newest = Math.max(...starts);
  const hours = Math.max(0, Math.round((now + ZONE_MS - newest) / HOUR_MS));
  return { ...row, result: 'ok', detail: `started about ${hours} h ago (times taken as UTC+8)` };
}

/** A backup asked for while the instance's own daily one runs is refused: the instance is locked. */
export function windowRow(target: NamedTarget, response: Response, now: number): CheckRow {
  const row = { check: 'window', of: target.InstanceId };
  const [, from = '', to = ''] =
    /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(String(response.TimePeriod)) ?? [];
  if (from === '')
    return { ...row, result: 'not tested', detail: 'the automatic backup has no window' };
  const inside = target.timers.filter(({ cron }) =>
    nextFires(cron, new Date(now), TIMES).some((time) => isInside(time, from, to)),
  );
  const names = inside.map(({ name }) => name).join(', ');
  return names === ''
    ? { ...row, result: 'ok', detail: `automatic backup at ${from}-${to}, no timer in it` }
    : {
        ...row,
        result: 'warning',
        detail: `timer ${names} fires in the automatic backup's window ${from}-${to}: move it`,
      };
}

function isInside(time: Date, from: string, to: string): boolean {
  const clock = new Date(time.getTime() + ZONE_MS).toISOString().slice(11, 16);
  return clock >= from && (clock < to || to === '00:00');
}
