// `npm run deploy -- --local`: the real command deploys the real zip to a local cloud, and what was deployed is then run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RedisCloud } from '../emulator/redis/server';
import { type ScfHost, startScfHost } from '../emulator/scf/host';
import { readService } from '../emulator/scf/service';
import type { FunctionDescription, Key } from '../emulator/scf/types';
import { describeDeployed, unpackDeployed } from '../emulator/scf-api/deployed';
import { type InvokeResult, type ScfCloud, startScfCloud } from '../emulator/scf-api/server';
import { loadConfig } from '../src/config';
import { isAllowed } from '../src/request/allow-list';
import { onPort, portOf } from './arguments';
import { LOCAL_TOKEN, startRedisFor } from './local-cloud';
import { printable, rowsOf } from './report';
import { runServerless } from './serverless';
import { bold } from './terminal';

/** Whoever deploys, and the role the function is given; on the real cloud these are two identities as well. */
const DEPLOYER: Key = { secretId: 'AKIDdeploy00000001', secretKey: 'deploy-secret-key' };

/** Another instance than the demo's timer's: the API locks an instance while it is being backed up. */
const WEBHOOK_INSTANCE = 'crs-demo0002';

/** What an operator's own file may have set, and would be called from here as if a real backup had been made. */
const LOCAL_SETTINGS = { WEBHOOK_AUTH: 'both', LEASE_BUCKET: '', PING_URL: '' };

interface LocalOptions {
  readonly once: boolean;
  readonly port: string | undefined;
  /** As it was called, for the message about a taken port. */
  readonly command: string;
}

export async function deployLocally(file: string, options: LocalOptions): Promise<number> {
  const { once, command } = options;
  const port = portOf(options.port ?? (once ? '0' : '9000'));
  const folder = mkdtempSync(join(tmpdir(), 'deploy-local-'));
  const { redis, credentials } = await startRedisFor(readService(file));
  const running: { host?: ScfHost } = {};
  const scf = await startScfCloud({
    keys: [DEPLOYER],
    invoke: (_fn, event) => toInvokeResult(running.host, event),
  });
  try {
    await runDeploy(file, scf, redis);
    return await runDeployed(scf, folder, running, { port, once, credentials, command, redis });
  } finally {
    await Promise.all([scf.close(), redis.close()]);
    rmSync(folder, { recursive: true });
  }
}

/** @throws {Error} when the command fails; it has said why */
async function runDeploy(file: string, scf: ScfCloud, redis: RedisCloud): Promise<void> {
  console.log(bold('npx serverless deploy'));
  const status = await runServerless(
    file,
    'deploy',
    {},
    {
      ...process.env,
      DEPLOY_API_ENDPOINT: scf.url,
      REDIS_API_ENDPOINT: redis.url,
      WEBHOOK_SECRETS: LOCAL_TOKEN,
      TENCENTCLOUD_SECRET_ID: DEPLOYER.secretId,
      TENCENTCLOUD_SECRET_KEY: DEPLOYER.secretKey,
      TENCENTCLOUD_SESSION_TOKEN: '',
    },
  );
  if (status !== 0) throw new Error('nothing was deployed, see above');
}

interface Running {
  port: number;
  once: boolean;
  credentials: () => Key;
  command: string;
  redis: RedisCloud;
}

/** As SCF shows a run to whoever called it over the API. */
export async function toInvokeResult(
  host: ScfHost | undefined,
  event: unknown,
): Promise<InvokeResult> {
  if (host === undefined) throw new Error('the function is not running yet');
  const { requestId, result, error, thrown, log, durationMs } = await host.invoke(event);
  const message = thrown?.message ?? error?.errorMessage ?? '';
  return {
    RetMsg: message === '' ? JSON.stringify(result ?? null) : '',
    ErrMsg: message,
    Log: log.join('\n'),
    FunctionRequestId: requestId,
    InvokeResult: message === '' ? 0 : -1,
    Duration: durationMs,
  };
}

async function runDeployed(
  scf: ScfCloud,
  folder: string,
  running: { host?: ScfHost },
  options: Running,
): Promise<number> {
  const [fn] = scf.functions();
  if (fn === undefined) throw new Error('the deploy has left no function behind');
  const description = describeDeployed(fn);
  const { port, credentials, command, redis } = options;
  const file = unpackDeployed(fn, folder);
  const host = await onPort(port, command, () =>
    startScfHost({ file, description, credentials, port, environment: LOCAL_SETTINGS }),
  );
  running.host = host;
  try {
    const good = await demonstrate(host, description, webhookInstance(description, redis));
    if (options.once) return good ? 0 : 1;
    console.log(
      `\nThe deployed function is at ${host.url}, its token ${LOCAL_TOKEN}. Ctrl-C stops it. Call it as one in the cloud:\n` +
        `  DEPLOY_API_ENDPOINT=${scf.url} TENCENTCLOUD_SECRET_ID=${DEPLOYER.secretId} TENCENTCLOUD_SECRET_KEY=${DEPLOYER.secretKey} npm run invoke -- --deployed test/fixtures/events/timer/message.json`,
    );
    await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
    return 0;
  } finally {
    await host.close();
  }
}

/** One that the operator's limits let through, if there is any. */
function webhookInstance(
  { environment, region }: FunctionDescription,
  redis: RedisCloud,
): string | undefined {
  const config = loadConfig(environment);
  const home = environment.BACKUP_REGION || region;
  const allowed = redis
    .instances()
    .filter((one) => one.region === home && config.ok && isAllowed(one.instanceId, config.value))
    .map(({ instanceId }) => instanceId);
  return allowed.find((id) => id === WEBHOOK_INSTANCE) ?? allowed.at(-1);
}

async function demonstrate(
  host: ScfHost,
  { timers, url }: FunctionDescription,
  instance: string | undefined,
): Promise<boolean> {
  const results = [];
  for (const { name } of timers) {
    const attempts = await host.fireTimer(name);
    results.push({ title: `Timer ${name}`, rows: rowsOf(attempts.at(-1) ?? {}) });
  }
  if (url !== undefined && instance !== undefined) {
    const result = await callWebhook(host, instance);
    results.push({ title: 'Webhook POST /', rows: rowsOf({ result }) });
  }
  for (const { title, rows } of results)
    console.log(`\n${bold(title)}\n${printable(rows).join('\n')}`);
  return results.every(({ rows }) => rows.every(({ good }) => good));
}

async function callWebhook(
  host: ScfHost,
  InstanceId: string,
): Promise<{ statusCode: number; body: string }> {
  const response = await fetch(host.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${LOCAL_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ InstanceId, Remark: 'webhook' }),
  });
  return { statusCode: response.status, body: await response.text() };
}
