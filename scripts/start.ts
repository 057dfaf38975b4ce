// `npm start`: the built function on the local cloud, shown at work, and then kept up to be tried.
import { relative } from 'node:path';
import type { CosCloud } from '../emulator/cos/server';
import { readService } from '../emulator/scf/service';
import type { FunctionDescription, HttpShape, Invocation } from '../emulator/scf/types';
import { numberOf, oneOf, onPort, portOf, readArguments } from './arguments';
import { buildOnce } from './build-once';
import { ROOT } from './bundle';
import { demonstrate, SHOWN_INSTANCES } from './demonstrate';
import { dialectIn } from './dialect-file';
import { LOCAL_TOKEN, type LocalCloud, startLocalCloud } from './local-cloud';
import { OWN_SERVICE } from './own-service';
import { Progress } from './progress';
import { kilobytes } from './size-limit';
import { bold, dim } from './terminal';

const COMMAND = 'npm start';
const SHAPES: readonly HttpShape[] = ['function-url', 'function-url-compat', 'api-gateway'];
/** SCF waits a minute before it runs a failed event again; a person at a terminal need not. */
const RETRY_DELAY_MS = 1_000;

const HELP = `Usage: npm start [-- options]

Builds the function, starts the local cloud, and shows what the function does: a timer, the same run again, an answer
that is lost, an instance that is locked. Then it stays up: docs/local-cloud.md has what to try.

  --once         stop after the four; exit status 0 when each has ended as it should
  --port <n>     port of the function's URL, default 9000, with --once any free one; 0 for any free one
  --shape <s>    how an HTTP request becomes an event: ${SHAPES.join(', ')}
  --dialect <f>  a JSON file of what the Redis API's documentation leaves open: docs/dialects.md
  --lease        strict mode: each run takes a lease in a COS bucket before its write (docs/once-only.md)
  --instances <n> how many requests the function works on at once, default 10
  --verbose      show the function's log from the beginning
  --help         this text`;

const OPTIONS = {
  once: { type: 'boolean', default: false },
  port: { type: 'string' },
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
  const port = portOf(values.port ?? (values.once ? '0' : '9000'));
  const maxInstances = numberOf('--instances', values.instances);
  const shape = oneOf('--shape', values.shape, SHAPES);
  const dialect = values.dialect === undefined ? {} : dialectIn(values.dialect);
  const description = readService(file);
  const { file: bundle, size } = await buildOnce();
  console.log(
    `built ${relative(ROOT, bundle)}, ${kilobytes(size)}; a cloud on this computer runs it\n`,
  );

  let isShown = false;
  const progress = new Progress(process.stdout);
  const onInvocation = (invocation: Invocation) => {
    const { isFleet } = progress;
    const table = progress.end();
    if (isShown || values.verbose) printLog(invocation, isFleet);
    if (isShown && table.length > 0) console.log(table.join('\n'));
  };
  const cloud = await onPort(port, COMMAND, () =>
    startLocalCloud(allowingShown(description), {
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
    const good = await demonstrate(cloud, description);
    if (cloud.cos !== undefined) showLeases(cloud.cos);
    if (values.once) return good ? 0 : 1;
    isShown = true;
    console.log(whereItIs(cloud, description).join('\n'));
    await interrupted();
    return 0;
  } finally {
    await cloud.close();
  }
}

/** An operator's limits hold for the instances of their own; those that are shown are this cloud's. */
function allowingShown(description: FunctionDescription): FunctionDescription {
  const { ALLOWED_INSTANCES = '' } = description.environment;
  if (ALLOWED_INSTANCES === '') return description;
  const allowed = [ALLOWED_INSTANCES, ...SHOWN_INSTANCES].join(' ');
  return {
    ...description,
    environment: { ...description.environment, ALLOWED_INSTANCES: allowed },
  };
}

function whereItIs({ host, redis }: LocalCloud, { environment }: FunctionDescription): string[] {
  const query = environment.COVERAGE_REQUEST ? '' : '?Regions=all';
  return [
    '',
    `${bold('Is every instance covered?')} Open in a browser: ${host.url}/coverage${query}`,
    `   with any name, and the password ${LOCAL_TOKEN}`,
    `${bold('To try more:')} docs/local-cloud.md, and first in that shell`,
    `   export FUNCTION=${host.url} REDIS=${redis.url}`,
    'Ctrl-C stops it.',
  ];
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
