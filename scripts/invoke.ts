// `npm run invoke -- <event.json>`: plays one event at the built function, and exits by what came of it.
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type ScfHost, startScfHost } from '../emulator/scf/host';
import { readService } from '../emulator/scf/service';
import type { FunctionDescription, Invocation, Key } from '../emulator/scf/types';
import { readArguments, UsageError } from './arguments';
import { buildOnce } from './build-once';
import { BUNDLE } from './bundle';
import { callDeployed } from './deploy/invoke';
import { readOwnSource } from './deploy/source';
import { withEnvFile } from './env-file';
import { startLocalCloud } from './local-cloud';
import { OWN_SERVICE } from './own-service';
import { Progress } from './progress';
import { printable, type Row, rowsOf } from './report';
import { dim } from './terminal';

const COMMAND = 'npm run invoke';
const STAND_IN_REQUEST = '{"InstanceId":"crs-demo0003"}';

const HELP = `Usage: npm run invoke -- <event.json> [options]

Plays one event at the built function, on a fresh local cloud. The file holds the event as SCF would deliver it, or
{"source": "…", "event": …}; test/fixtures/events/ has some of every trigger. One that carries no request means the
setting DEFAULT_REQUEST; when there is none, ${STAND_IN_REQUEST} stands in.
The Time of a timer's event is set to the present, so each call is another run.

  --fleet <n>    add so many instances, tagged backup: daily, to the local cloud
  --deployed     play it at the deployed function, in the cloud, with your credentials: this can start a real backup
  --stage <s>    with --deployed: another stage than the file's
  --region <r>   with --deployed: another region than the file's
  --real         run it here, and call the real Redis API, with TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY and, for temporary
                 credentials, TENCENTCLOUD_SESSION_TOKEN from the environment: this can start a real backup
  --verbose      show the function's log as well
  --help         this text

Exit status: 0 every target ended well, 1 one did not, 2 the command line or the file is not right.`;

const OPTIONS = {
  fleet: { type: 'string', default: '0' },
  deployed: { type: 'boolean', default: false },
  stage: { type: 'string' },
  region: { type: 'string' },
  real: { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

export async function main(args: string[], file = OWN_SERVICE): Promise<number> {
  const config = { args, options: OPTIONS, allowPositionals: true } as const;
  const { values, positionals } = readArguments(config, COMMAND);
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) {
    throw new UsageError(
      `give one event file, as in: ${COMMAND} -- test/fixtures/events/timer/message.json`,
    );
  }
  const event = readEvent(path);
  if (values.deployed) return invokeDeployed(file, event, values);
  if (values.stage !== undefined || values.region !== undefined)
    throw new UsageError('--stage and --region go with --deployed');
  const key = values.real ? realKey() : undefined;
  const fleet = fleetSize(values.fleet);
  const description = { ...readService(file), timers: [] };
  await buildOnce();
  const progress = new Progress(process.stdout);
  const invocation = await (key === undefined
    ? invokeLocally(description, event, fleet, progress)
    : invokeForReal(description, event, key, progress));
  return report(invocation, values.verbose, progress);
}

const MOST_INSTANCES = 2_000;

function fleetSize(text: string): number {
  if (/^\d{1,4}$/.test(text) && Number(text) <= MOST_INSTANCES) return Number(text);
  throw new UsageError(`--fleet ${text}: give a number from 0 to ${MOST_INSTANCES}`);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a folder; give one event file',
};

/** npm runs a script in the repository's root and keeps where it was called from in INIT_CWD. */
function readEvent(path: string): unknown {
  const file = resolve(process.env.INIT_CWD ?? '.', path);
  try {
    return atPresent(unwrap(JSON.parse(readFileSync(file, 'utf8'))));
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new UsageError(`${path}: ${REASONS[code] ?? message}`);
  }
}

/** A fixture names its source beside its event. */
function unwrap(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const isFixture = Object.keys(value).sort().join() === 'event,source';
  return isFixture && 'event' in value ? value.event : value;
}

/** A timer's event as of now: the function refuses one whose time is long past. */
const atPresent = (event: unknown): unknown =>
  typeof event === 'object' && event !== null && 'Type' in event && event.Type === 'Timer'
    ? { ...event, Time: new Date().toISOString() }
    : event;

function realKey(): Key {
  const { TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY, TENCENTCLOUD_SESSION_TOKEN } =
    process.env;
  if (!TENCENTCLOUD_SECRET_ID || !TENCENTCLOUD_SECRET_KEY) {
    throw new UsageError(
      '--real needs TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY in the environment',
    );
  }
  return {
    secretId: TENCENTCLOUD_SECRET_ID,
    secretKey: TENCENTCLOUD_SECRET_KEY,
    ...(TENCENTCLOUD_SESSION_TOKEN ? { token: TENCENTCLOUD_SESSION_TOKEN } : {}),
  };
}

interface DeployedOptions {
  readonly verbose: boolean;
  readonly stage?: string | undefined;
  readonly region?: string | undefined;
}

/** SCF's own answer has what the function returned or threw, and its last lines. */
async function invokeDeployed(
  file: string,
  event: unknown,
  { verbose, stage, region }: DeployedOptions,
): Promise<number> {
  const env = withEnvFile(dirname(file), process.env);
  const source = readOwnSource(file, { env, opt: { stage, region } });
  return report(await callDeployed(source, event), verbose, new Progress(process.stdout));
}

async function invokeLocally(
  own: FunctionDescription,
  event: unknown,
  fleet: number,
  { onLine }: Progress,
): Promise<Invocation> {
  const description = withDefaultRequest(own);
  const cloud = await startLocalCloud(description, { fleet, onLine });
  return invokeAndClose(cloud.host, event, cloud.close);
}

/** Events that carry no request can be played although serverless.yml has no default one. */
function withDefaultRequest(description: FunctionDescription): FunctionDescription {
  const DEFAULT_REQUEST = description.environment.DEFAULT_REQUEST || STAND_IN_REQUEST;
  return { ...description, environment: { ...description.environment, DEFAULT_REQUEST } };
}

/** A key without a token is no role's: the function looks for one under the SDK's own names. */
async function invokeForReal(
  description: FunctionDescription,
  event: unknown,
  key: Key,
  { onLine }: Progress,
): Promise<Invocation> {
  const { secretId, secretKey, token } = key;
  const sdkNames = { TENCENTCLOUD_SECRET_ID: secretId, TENCENTCLOUD_SECRET_KEY: secretKey };
  const host = await startScfHost({
    file: BUNDLE,
    description,
    credentials: () => key,
    environment: token === undefined ? sdkNames : {},
    // Whoever else uses this computer must not be able to start a real backup through it.
    port: 'none',
    onLine,
  });
  return invokeAndClose(host, event, () => host.close());
}

async function invokeAndClose(
  host: ScfHost,
  event: unknown,
  close: () => Promise<void>,
): Promise<Invocation> {
  try {
    return await host.invoke(event);
  } finally {
    await close();
  }
}

function report(
  invocation: Pick<Invocation, 'log' | 'result' | 'error' | 'thrown'>,
  verbose: boolean,
  progress: Progress,
): number {
  if (verbose) for (const line of invocation.log) console.log(dim(line));
  const rows = rowsOf(invocation);
  const table = progress.end();
  console.log(printable(table.length === 0 ? rows : toLookAt(rows)).join('\n'));
  if (table.length > 0) console.log(table.join('\n'));
  return rows.every(({ good }) => good) ? 0 : 1;
}

/** Of a fleet, the rows that need a person. */
const toLookAt = (rows: readonly Row[]): readonly Row[] => rows.filter(({ good }) => !good);
