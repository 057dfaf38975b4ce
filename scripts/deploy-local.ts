// `npm run deploy:local`: the real command deploys the real zip to a local cloud, and what was deployed is then run.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RedisCloud } from '../emulator/redis/server';
import { type ScfHost, startScfHost } from '../emulator/scf/host';
import { readService } from '../emulator/scf/service';
import type { FunctionDescription, Key } from '../emulator/scf/types';
import { describeDeployed, unpackDeployed } from '../emulator/scf-api/deployed';
import { type ScfCloud, startScfCloud } from '../emulator/scf-api/server';
import { portOf, readArguments } from './arguments';
import { ROOT } from './bundle';
import { LOCAL_TOKEN, startRedisFor } from './local-cloud';
import { OWN_SERVICE } from './own-service';
import { printable, rowsOf } from './report';
import { bold } from './terminal';

const COMMAND = 'npm run deploy:local';

const HELP = `Usage: ${COMMAND} [-- options]

Starts a local cloud, deploys to it with npx serverless deploy, and runs what was deployed: that zip, with those
triggers, variables and time limit. Then fires its timer and calls its URL once.

  --once         stop after the two results; exit status 0 when both backups were started
  --port <n>     port of the function's URL, default 9000; 0 for any free one
  --help         this text`;

const OPTIONS = {
  once: { type: 'boolean', default: false },
  port: { type: 'string', default: '9000' },
  help: { type: 'boolean', default: false },
} as const;

/** Whoever deploys, and the role the function is given; on the real cloud these are two identities as well. */
const DEPLOYER: Key = { secretId: 'AKIDdeploy00000001', secretKey: 'deploy-secret-key' };

/** Another instance than the timer's: the API locks an instance while it is being backed up. */
const WEBHOOK_INSTANCE = 'crs-demo0002';

export async function main(args: string[]): Promise<number> {
  const { values } = readArguments({ args, options: OPTIONS }, COMMAND);
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const port = portOf(values.port);
  const folder = mkdtempSync(join(tmpdir(), 'deploy-local-'));
  const { redis, credentials } = await startRedisFor(readService(OWN_SERVICE));
  const scf = await startScfCloud({ keys: [DEPLOYER] });
  try {
    await runDeploy(scf, redis);
    return await runDeployed(scf, folder, { port, once: values.once, credentials });
  } finally {
    await Promise.all([scf.close(), redis.close()]);
    rmSync(folder, { recursive: true });
  }
}

/** @throws {Error} when the command fails; it has said why */
async function runDeploy(scf: ScfCloud, redis: RedisCloud): Promise<void> {
  console.log(bold('npx serverless deploy'));
  const env = {
    ...process.env,
    DEPLOY_API_ENDPOINT: scf.url,
    REDIS_API_ENDPOINT: redis.url,
    WEBHOOK_SECRETS: LOCAL_TOKEN,
    TENCENTCLOUD_SECRET_ID: DEPLOYER.secretId,
    TENCENTCLOUD_SECRET_KEY: DEPLOYER.secretKey,
    TENCENTCLOUD_SESSION_TOKEN: '',
  };
  const cli = join(ROOT, 'node_modules', 'serverless', 'bin', 'serverless.js');
  const child = spawn(process.execPath, [cli, 'deploy'], { cwd: ROOT, env, stdio: 'inherit' });
  const [status] = await once(child, 'exit');
  if (status !== 0) throw new Error('nothing was deployed, see above');
}

interface Running {
  port: number;
  once: boolean;
  credentials: () => Key;
}

async function runDeployed(scf: ScfCloud, folder: string, options: Running): Promise<number> {
  const [fn] = scf.functions();
  if (fn === undefined) throw new Error('the deploy has left no function behind');
  const description = describeDeployed(fn);
  const { port, credentials } = options;
  const file = unpackDeployed(fn, folder);
  const host = await startScfHost({ file, description, credentials, port });
  try {
    const good = await demonstrate(host, description);
    if (options.once) return good ? 0 : 1;
    console.log(
      `\nThe deployed function is at ${host.url}, its token ${LOCAL_TOKEN}. Ctrl-C stops it.`,
    );
    await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
    return 0;
  } finally {
    await host.close();
  }
}

async function demonstrate(host: ScfHost, { timers, url }: FunctionDescription): Promise<boolean> {
  const results = [];
  for (const { name } of timers) {
    const attempts = await host.fireTimer(name);
    results.push({ title: `Timer ${name}`, rows: rowsOf(attempts.at(-1) ?? {}) });
  }
  if (url !== undefined)
    results.push({ title: 'Webhook POST /', rows: rowsOf({ result: await callWebhook(host) }) });
  for (const { title, rows } of results)
    console.log(`\n${bold(title)}\n${printable(rows).join('\n')}`);
  return results.every(({ rows }) => rows.every(({ good }) => good));
}

async function callWebhook(host: ScfHost): Promise<{ statusCode: number; body: string }> {
  const response = await fetch(host.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${LOCAL_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ InstanceId: WEBHOOK_INSTANCE, Remark: 'webhook' }),
  });
  return { statusCode: response.status, body: await response.text() };
}
