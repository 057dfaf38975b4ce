// `npm run calibrate`: which reading of the API is true for one account; reads alone, or watches one backup.
import { randomUUID } from 'node:crypto';
import { accessSync, constants, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig } from '../src/config';
import { escapeUnseen } from '../src/logger';
import { findCredential } from '../src/tencent/credentials';
import { readArguments, UsageError } from './arguments';
import { openSubject, type Subject, WRITE } from './calibrate/api';
import { calibrate, reportLines } from './calibrate/calibrate';
import { toDialect } from './calibrate/finding';
import { calibrateLeases } from './calibrate/lease';
import { madeNothing } from './calibrate/refusal';

const COMMAND = 'npm run calibrate';

const HELP = `Usage: ${COMMAND} -- --instance crs-… [options]

Finds out how the Redis API behaves where its documents leave it open, with the credentials of the environment
(TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY, TENCENTCLOUD_SESSION_TOKEN). Without --make-a-backup it only reads.

  --instance <id>   an instance that may be spared
  --region <r>      default ap-guangzhou
  --make-a-backup   makes one manual backup of it and watches it until a minute after its end; asks once more while it
                    runs, so it makes two where the API does not lock the instance
  --out <file>      default dialect.json; npm start -- --dialect <file> plays what was measured
  --help            this text

With LEASE_BUCKET and --make-a-backup, one object is created in the bucket twenty times at once. REDIS_API_ENDPOINT
points it at another address, such as the local cloud's. Exit status: 1 when something contradicts every reading that
is known here or nothing could be learned, 2 when the command line is not right, 130 after Ctrl-C.`;

const OPTIONS = {
  instance: { type: 'string' },
  region: { type: 'string', default: 'ap-guangzhou' },
  'make-a-backup': { type: 'boolean', default: false },
  out: { type: 'string', default: 'dialect.json' },
  help: { type: 'boolean', default: false },
} as const;

function accessOf(env: Readonly<Record<string, string | undefined>>) {
  const { REDIS_API_ENDPOINT, LEASE_BUCKET } = env;
  const config = loadConfig({ REDIS_API_ENDPOINT, LEASE_BUCKET });
  if (!config.ok) throw new UsageError(config.issues.map(({ message }) => message).join('; '));
  const credential = findCredential(undefined, env);
  if (credential === undefined)
    throw new UsageError('set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY');
  const { REDIS_API_ENDPOINT: endpoint, LEASE_BUCKET: bucket } = config.value;
  return { endpoint, bucket, credential: () => credential };
}

/** @throws {UsageError} before anything is asked, rather than after the last look */
function mustBeWritable(out: string): void {
  try {
    accessSync(dirname(out), constants.W_OK);
  } catch (error) {
    throw new UsageError(`--out ${out}: ${(error as Error).message}`);
  }
}

/** The same, and how many backups it has asked for that were not refused. */
function counting(subject: Subject): { readonly subject: Subject; backups(): number } {
  let asked = 0;
  const call: Subject['call'] = async (action, params) => {
    if (action !== WRITE) return subject.call(action, params);
    asked += 1;
    const reply = await subject.call(action, params);
    if (madeNothing(reply)) asked -= 1;
    return reply;
  };
  return { subject: { ...subject, call }, backups: () => asked };
}

const leftBehind = (backups: number, object: string | undefined): string =>
  [
    'stopped, and nothing is written down',
    ...(backups === 0
      ? ['no backup was made']
      : [
          `${backups === 1 ? 'one backup was' : `${backups} backups were`} asked for, goes on without this command and stays until it expires`,
        ]),
    ...(object === undefined ? [] : [`leases/calibration/${object} stays in the bucket`]),
  ].join('; ');

export async function main(args: string[], print = console.log): Promise<number> {
  const { values } = readArguments({ args, options: OPTIONS }, COMMAND);
  if (values.help) {
    print(HELP);
    return 0;
  }
  const { instance, region, out } = values;
  if (instance === undefined)
    throw new UsageError(`--instance is missing. See: ${COMMAND} -- --help`);
  mustBeWritable(out);
  const clock = { now: Date.now, sleep: (ms: number) => sleep(ms) };
  const target = { instanceId: instance, region };
  const { bucket, ...access } = accessOf(process.env);
  const opened = openSubject(access, target, clock);
  const { subject, backups } = counting(opened.subject);
  const makesBackup = values['make-a-backup'];
  let object: string | undefined;
  const stop = () => {
    print(leftBehind(backups(), object));
    process.exit(130);
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const ofTheApi = await calibrate(subject, makesBackup, (at, text) =>
      print(escapeUnseen(`${(at / 1_000).toFixed(1).padStart(7)} s  ${text}`)),
    );
    const findings = [...ofTheApi.findings];
    if (bucket !== undefined && makesBackup) {
      object = randomUUID();
      findings.push(...(await calibrateLeases(bucket, access.credential(), object)));
    }
    const calibration = { ...ofTheApi, findings };
    print(['', ...reportLines(calibration)].map((line) => escapeUnseen(line)).join('\n'));
    writeFileSync(out, `${JSON.stringify(toDialect(calibration.findings), null, 2)}\n`);
    print(`\n${out} is written: npm start -- --dialect ${out} plays what was measured.`);
    const isGood = calibration.findings.every(({ fits }) => fits.length > 0);
    return isGood && calibration.problem === undefined ? 0 : 1;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    opened.close();
  }
}
