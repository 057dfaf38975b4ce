// Every look at the cloud, in the order of the table: endpoint, credentials, selectors, then instance by instance.
import { setTimeout as sleep } from 'node:timers/promises';
import type { FunctionDescription } from '../../emulator/scf/types';
import { type Config, loadConfig } from '../../src/config';
import { openRateLimiter } from '../../src/rate-limit/rate-limiter';
import type { Access } from '../../src/tencent/call';
import { findCredential } from '../../src/tencent/credentials';
import { openSubject, type Subject } from '../calibrate/api';
import { type Finding, verdictOf } from '../calibrate/finding';
import { readReadings } from '../calibrate/readings';
import { siteOf } from '../deploy/endpoint';
import { actionsFor } from '../policy';
import { functionRows } from './function';
import { lastBackupRow, networkRow, permissionRow, stateRow, windowRow } from './instance';
import { leaseRows } from './lease';
import { RedisReader } from './reader';
import type { CheckRow } from './row';
import { selectionRows } from './selection';
import { type NamedTarget, requestsOf, targetsOf } from './targets';

/** @param now epoch milliseconds */
export async function checkCloud(
  description: FunctionDescription,
  env: Readonly<Record<string, string | undefined>>,
  now: number,
): Promise<CheckRow[]> {
  const config = loadConfig(description.environment);
  if (!config.ok)
    return config.issues.map(({ path, message }) => failed('settings', path, message));
  const credential = findCredential(undefined, env);
  const endpointCheck = endpointRow(config.value);
  if (credential === undefined) {
    const detail = 'none: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY';
    return [endpointCheck, failed('credentials', 'environment', detail)];
  }
  const clock = { now: Date.now, sleep: (ms: number) => sleep(ms) };
  const limiter = openRateLimiter({ clock, writesPerSecond: config.value.RATE_LIMIT_PER_SECOND });
  const { REDIS_API_ENDPOINT: endpoint } = config.value;
  const access = { endpoint, credential: () => credential, limiter, findings: {} };
  const reader = new RedisReader(access);
  try {
    const targets = targetsOf(description, config.value);
    const requests = requestsOf(description, config.value).map(({ request }) => request);
    const rows = await selectionRows(requests, config.value, access);
    // One after the other: the API takes 20 calls a second of each kind.
    const needed = actionsFor(description, config.value);
    for (const target of targets) {
      const found = await checkTarget(reader, target, now, { host: endpoint.host, needed });
      rows.push(...found);
      if (found.some(({ check }) => check === 'network')) break;
    }
    const known = credentialsRow(rows, credential.token !== undefined);
    const [first] = rows.some(isAnswered) ? targets : [];
    const readings = first === undefined ? [] : await readingsOf(access, first, clock);
    const leases = await leaseRows(config.value, credential);
    const fn = await functionRows(description, config.value, env);
    const found = rows.length > 0 ? rows : [NO_TARGET];
    return [endpointCheck, known, ...found, ...readings, ...leases, WRITE, ...fn];
  } finally {
    reader.close();
  }
}

const failed = (check: string, of: string, detail: string): CheckRow => ({
  check,
  of,
  result: 'failed',
  detail,
});

/** Of backups, without which no reading is seen. */
const isAnswered = ({ of, result }: CheckRow): boolean =>
  of === 'DescribeInstanceBackups' && result === 'ok';

/** What the API shows of itself where its documents leave it open, by the lists of one instance. */
async function readingsOf(
  access: Access,
  { InstanceId, Region }: NamedTarget,
  clock: Pick<Subject, 'now' | 'sleep'>,
): Promise<CheckRow[]> {
  const { subject, close } = openSubject(access, { instanceId: InstanceId, region: Region }, clock);
  try {
    return (await readReadings(subject)).map(readingRow);
  } finally {
    close();
  }
}

const TOLD = { measured: 'ok', 'not seen': 'not tested', 'contradicts us': 'warning' } as const;

export function readingRow(finding: Finding): CheckRow {
  const { name, fits, detail } = finding;
  const verdict = verdictOf(finding);
  const isDenied = detail.startsWith('not checked');
  const shown = verdict === 'measured' ? fits[0] : isDenied ? detail : `${verdict}: ${detail}`;
  return { check: 'reading', of: name, result: TOLD[verdict], detail: shown ?? detail };
}

const NO_TARGET: CheckRow = {
  check: 'instance',
  of: 'none',
  result: 'not tested',
  detail: 'no timer and no DEFAULT_REQUEST names or selects one, so there is nothing to read',
};

const WRITE: CheckRow = {
  check: 'permission',
  of: 'ManualBackupInstance',
  result: 'not tested',
  detail: 'trying it would start a backup',
};

function endpointRow({ REDIS_API_ENDPOINT: endpoint }: Config): CheckRow {
  const detail = `${siteOf(endpoint)} site`;
  return { check: 'endpoint', of: endpoint.host, result: 'ok', detail };
}

/** The API says who it does not know in its answer to any read. */
function credentialsRow(rows: readonly CheckRow[], temporary: boolean): CheckRow {
  const row = { check: 'credentials', of: temporary ? 'temporary' : 'long-lived' };
  const refused = rows.find(({ detail }) => /AuthFailure\.(?!Unauthorized)/.test(detail));
  if (refused !== undefined) return { ...row, result: 'failed', detail: 'the API refuses them' };
  return rows.some(({ result }) => result === 'ok')
    ? { ...row, result: 'ok', detail: 'the API knows them' }
    : { ...row, result: 'not tested', detail: 'no read was answered' };
}

async function checkTarget(
  reader: RedisReader,
  target: NamedTarget,
  now: number,
  { host, needed }: { readonly host: string; readonly needed: readonly string[] },
): Promise<CheckRow[]> {
  const [instance, backups, tasks, window] = await Promise.all([
    reader.instance(target),
    reader.backups(target, now),
    reader.tasks(target),
    reader.autoBackup(target),
  ]);
  const network = networkRow(host, [instance, backups, tasks, window]);
  if (network.length > 0) return network;
  const of = target.InstanceId;
  const answers = {
    DescribeInstances: instance,
    DescribeInstanceBackups: backups,
    DescribeTaskList: tasks,
    DescribeAutoBackupConfig: window,
  };
  return [
    ...Object.entries(answers).map(([action, answer]) =>
      permissionRow(action, of, answer, needed.includes(action)),
    ),
    ...(instance.ok ? [stateRow(target, instance.value)] : []),
    ...(backups.ok ? [lastBackupRow(target, backups.value, now)] : []),
    ...(window.ok ? [windowRow(target, window.value, now)] : []),
  ];
}
