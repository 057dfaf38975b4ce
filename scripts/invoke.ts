// `npm run invoke -- <event.json>`: plays one event at the built function, and exits by what came of it.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type ScfHost, startScfHost } from '../emulator/scf/host';
import type { Invocation, Key } from '../emulator/scf/types';
import { readArguments, UsageError } from './arguments';
import { BUNDLE, buildBundle } from './bundle';
import { readOwnService, startLocalCloud } from './local-cloud';
import { printable, rowsOf } from './report';
import { dim } from './terminal';

const COMMAND = 'npm run invoke';

const HELP = `Usage: npm run invoke -- <event.json> [options]

Plays one event at the built function, on a fresh local cloud. The file holds the event as SCF would deliver it, or
{"source": "…", "event": …}; test/fixtures/events/ has one of every kind.

  --real         call the real Redis API, with TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY and, for temporary
                 credentials, TENCENTCLOUD_SESSION_TOKEN from the environment: this can start a real backup
  --verbose      show the function's log as well
  --help         this text

Exit status: 0 every target ended well, 1 one did not, 2 the command line or the file is not right.`;

const OPTIONS = {
  real: { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

export async function main(args: string[]): Promise<number> {
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
  const key = values.real ? realKey() : undefined;
  await buildBundle();
  const invocation = await (key === undefined ? invokeLocally(event) : invokeForReal(event, key));
  return report(invocation, values.verbose);
}

/** npm runs a script in the repository's root and keeps where it was called from in INIT_CWD. */
function readEvent(path: string): unknown {
  const file = resolve(process.env.INIT_CWD ?? '.', path);
  try {
    return unwrap(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = missing ? 'there is no such file' : (error as Error).message;
    throw new UsageError(`${path}: ${reason}`);
  }
}

/** A fixture names its source beside its event. */
function unwrap(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const isFixture = Object.keys(value).sort().join() === 'event,source';
  return isFixture && 'event' in value ? value.event : value;
}

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

async function invokeLocally(event: unknown): Promise<Invocation> {
  const cloud = await startLocalCloud({ ...readOwnService(), timers: [] });
  return invokeAndClose(cloud.host, event, cloud.close);
}

/** A key without a token is no role's: the function looks for one under the SDK's own names. */
async function invokeForReal(event: unknown, key: Key): Promise<Invocation> {
  const { secretId, secretKey, token } = key;
  const sdkNames = { TENCENTCLOUD_SECRET_ID: secretId, TENCENTCLOUD_SECRET_KEY: secretKey };
  const host = await startScfHost({
    file: BUNDLE,
    description: { ...readOwnService(), timers: [] },
    credentials: () => key,
    environment: token === undefined ? sdkNames : {},
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

function report(invocation: Invocation, verbose: boolean): number {
  if (verbose) for (const line of invocation.log) console.log(dim(line));
  const rows = rowsOf(invocation);
  console.log(printable(rows).join('\n'));
  return rows.every(({ good }) => good) ? 0 : 1;
}
