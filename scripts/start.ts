// `npm start`: the built function on the local cloud, shown at work with one timer and one webhook.
import { relative } from 'node:path';
import type { CosCloud } from '../emulator/cos/server';
import { readService } from '../emulator/scf/service';
import type { FunctionDescription, HttpShape, Invocation } from '../emulator/scf/types';
import { numberOf, oneOf, portOf, readArguments } from './arguments';
import { buildOnce } from './build-once';
import { ROOT } from './bundle';
import { dialectIn } from './dialect-file';
import { LOCAL_TOKEN, type LocalCloud, startLocalCloud } from './local-cloud';
import { OWN_SERVICE } from './own-service';
import { Progress } from './progress';
import { printable, type Row, rowsOf } from './report';
import { kilobytes } from './size-limit';
import { bold, dim } from './terminal';
import { thingsToTry } from './try-it';

const COMMAND = 'npm start';
const SHAPES: readonly HttpShape[] = ['function-url', 'function-url-compat', 'api-gateway'];
/** Another instance than the timer's: the API locks an instance while it is being backed up. */
const WEBHOOK_INSTANCE = 'crs-demo0002';
/** SCF waits a minute before it runs a failed event again; a person at a terminal need not. */
const RETRY_DELAY_MS = 1_000;

const HELP = `Usage: npm start [-- options]

Builds the function, starts the local cloud, and sends it one timer and one webhook.

  --once         stop after the two results; exit status 0 when both backups were started and are in the list
  --port <n>     port of the function's URL, default 9000; 0 for any free one
  --shape <s>    how an HTTP request becomes an event: ${SHAPES.join(', ')}
  --dialect <f>  a JSON file of what the Redis API's documentation leaves open: docs/dialects.md
  --lease        strict mode: each run takes a lease in a COS bucket before its write (docs/once-only.md)
  --instances <n> how many requests the function works on at once, default 10
  --verbose      show the function's log from the beginning
  --help         this text`;

const OPTIONS = {
  once: { type: 'boolean', default: false },
  port: { type: 'string', default: '9000' },
  shape: { type: 'string', default: 'function-url' },
  dialect: { type: 'string' },
  lease: { type: 'boolean', default: false },
  instances: { type: 'string', default: '10' },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

export async function main(args: string[], file = OWN_SERVICE): Promise<number> {
  const { values } = readArguments({ args, options: OPTIONS }, COMMAND);
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const port = portOf(values.port);
  const maxInstances = numberOf('--instances', values.instances);
  const shape = oneOf('--shape', values.shape, SHAPES);
  const dialect = values.dialect === undefined ? {} : dialectIn(values.dialect);
  const description = readService(file);
  const { file: bundle, size } = await buildOnce();
  console.log(`built ${relative(ROOT, bundle)}, ${kilobytes(size)}`);

  let showLog = values.verbose;
  const progress = new Progress(process.stdout);
  const onInvocation = (invocation: Invocation) => {
    const { isFleet } = progress;
    const table = progress.end();
    if (showLog) printLog(invocation, isFleet);
    if (table.length > 0) console.log(table.join('\n'));
  };
  const cloud = await onPort(port, () =>
    startLocalCloud(description, {
      port,
      shape,
      dialect,
      lease: values.lease,
      maxInstances,
      retryDelayMs: RETRY_DELAY_MS,
      onInvocation,
      onLine: progress.onLine,
    }),
  );
  try {
    const firedAt = new Date();
    const good = await demonstrate(cloud, description, firedAt);
    if (cloud.cos !== undefined) showLeases(cloud.cos);
    if (values.once) return good ? 0 : 1;
    showLog = true;
    console.log(`\n${bold('Things to try')}`);
    console.log(thingsToTry(cloud, description, firedAt).join('\n'));
    console.log(`\nThe function is at ${cloud.host.url}. Ctrl-C stops it.`);
    await interrupted();
    return 0;
  } finally {
    await cloud.close();
  }
}

/** @throws {Error} with the remedy when the port is taken */
async function onPort(port: number, start: () => Promise<LocalCloud>): Promise<LocalCloud> {
  try {
    return await start();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(
      `port ${port} is taken: choose another, as in ${COMMAND} -- --port ${port + 1}`,
    );
  }
}

/** Both triggers, one after the other. True when each started a backup that the cloud lists. */
async function demonstrate(
  cloud: LocalCloud,
  description: FunctionDescription,
  firedAt: Date,
): Promise<boolean> {
  const name = description.timers[0]?.name;
  const attempts = await cloud.host.fireTimer(name, firedAt);
  const byTimer = show(cloud, `Timer ${name}`, rowsOf(attempts.at(-1) ?? {}));
  const { status, body } = await callWebhook(cloud);
  const byWebhook = show(
    cloud,
    `Webhook POST /, answered ${status}`,
    rowsOf({ result: { statusCode: status, body } }),
  );
  return byTimer && byWebhook;
}

async function callWebhook({ host }: LocalCloud): Promise<{ status: number; body: string }> {
  const response = await fetch(host.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${LOCAL_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ InstanceId: WEBHOOK_INSTANCE, Remark: 'webhook' }),
  });
  return { status: response.status, body: await response.text() };
}

function show({ redis }: LocalCloud, title: string, rows: readonly Row[]): boolean {
  console.log(`\n${bold(title)}`);
  console.log(printable(rows).join('\n'));
  const listed = rows.map((row) => {
    const backup = redis
      .backups(row.instanceId)
      .find(({ taskId, visible }) => visible && taskId === row.taskId);
    if (backup === undefined) return false;
    console.log(`            in the list: ${backup.backupId}, ${backup.state}, "${backup.remark}"`);
    return row.outcome === 'accepted';
  });
  return listed.every(Boolean);
}

function showLeases({ url, objects }: CosCloud): void {
  console.log(`\n${bold('Leases')}, in the bucket at ${url}`);
  for (const { key, body } of objects()) console.log(`  ${key.padEnd(28)} ${body}`);
}

/** Of a fleet the targets that are fine have had their place in the live line. */
function printLog({ log }: Invocation, isFleet: boolean): void {
  const isFine = (line: string) =>
    line.includes('"level":"info"') && line.includes('"event":"target"');
  for (const line of log) if (!isFleet || !isFine(line)) console.log(dim(line));
}

async function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
