// serverless.yml → the one function it describes, every variable filled in and every value checked.
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';
import { BACKUP_FILE, givenIn, ownPart, placeOf, withBackupFile } from './backup-file';
import { coverageRequestOf } from './coverage';
import { MAX_ENVIRONMENT_BYTES, type Service, ServiceSchema } from './service-schema';
import type { FunctionDescription, Timer } from './types';
import { fillIn, type VariableSources } from './variables';

/**
 * Reads a serverless.yml that describes one function.
 * @param file path of the YAML file
 * @param sources what `${env:…}` and `${opt:…}` stand for; default: this process's environment, no options
 * @throws {Error} one line a problem, each with its path in the file: unreadable, not YAML, a variable without a
 *   value, or a value that SCF would refuse
 */
export function readService(
  file: string,
  sources: Partial<VariableSources> = {},
): FunctionDescription {
  const { env = process.env } = sources;
  return describeService(checkService(readDocument(file, sources), basename(file), env));
}

/** The file as a value, its variables filled in. @throws {Error} as {@link readService} does */
export function readDocument(file: string, sources: Partial<VariableSources> = {}): unknown {
  const all = {
    env: process.env,
    opt: {},
    file: (one: string) => readYaml(join(dirname(file), one)),
    ...sources,
  };
  return filledIn(basename(file), readFileSync(file, 'utf8'), all);
}

const YAML_REMEDY =
  'Indent with spaces, alike what belongs together; a name is followed by ": "; put what holds * or # in quotes.';

/** @throws {Error} when it is no YAML */
function readYaml(file: string): unknown {
  try {
    // An empty file says nothing, which is not the same as no file.
    return parse(readFileSync(file, 'utf8'), { merge: true }) ?? {};
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`${basename(file)}: ${(error as Error).message.trimEnd()}\n${YAML_REMEDY}`);
  }
}

/**
 * The one reading of a serverless.yml whose variables are filled in: the local host fills them in itself, for a deploy
 * the framework does.
 * @param name of the file, for the messages
 * @param env where the secrets of an operator's own file are
 * @throws {Error} one line a problem, each with its path in the file
 */
export function checkService(
  document: unknown,
  name: string,
  env: VariableSources['env'] = {},
): Service {
  const own = ownPart(document) !== undefined;
  const checked = v.safeParse(ServiceSchema, own ? withBackupFile(document, env) : document);
  if (checked.success) return own ? withCoverage(checked.output) : checked.output;
  const place = (path: string) => placeOf(document, path, name);
  throw new Error(checked.issues.map((issue) => describe(issue, place)).join('\n'));
}

/** An operator's file that does not say what a coverage query is about means what its timers back up. */
function withCoverage(service: Service): Service {
  const filled = Object.entries(service.functions).map(([key, fn]) => {
    const timers = fn.events.flatMap(({ timer }) => (timer?.enabled ? [timer] : []));
    const environment = { COVERAGE_REQUEST: coverageRequestOf(timers) ?? '', ...fn.environment };
    const fits = Buffer.byteLength(JSON.stringify(environment)) <= MAX_ENVIRONMENT_BYTES;
    return [key, environment.COVERAGE_REQUEST !== '' && fits ? { ...fn, environment } : fn];
  });
  return { ...service, functions: Object.fromEntries(filled) };
}

function filledIn(name: string, text: string, sources: VariableSources): unknown {
  try {
    // The framework's reader knows `<<` too.
    return fillIn(parse(text, { merge: true }), sources);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(message.startsWith(BACKUP_FILE) ? message : `${name}: ${message}`);
  }
}

function describe(issue: v.BaseIssue<unknown>, place: (path: string) => string): string {
  const path = place(v.getDotPath(issue) ?? 'the file');
  if (issue.type === 'strict_object' && issue.expected === 'never')
    return `${path} is not known here`;
  if (issue.received === 'undefined') return `${path} is missing`;
  return `${path} ${issue.message}${givenIn(issue)}`;
}

/** What the host runs: timers that are switched off left out. */
export function describeService({ provider, functions }: Service): FunctionDescription {
  const [fn] = Object.values(functions);
  if (fn === undefined) throw new Error('functions must hold exactly one function');
  const url = fn.events.find((event) => event.url !== undefined)?.url;
  return {
    name: fn.name,
    namespace: provider.namespace,
    handler: fn.handler,
    runtime: provider.runtime,
    ...(fn.role === undefined ? {} : { role: fn.role }),
    region: provider.region,
    memoryMb: fn.memorySize,
    timeoutMs: fn.timeout * 1000,
    environment: fn.environment,
    timers: fn.events.flatMap(({ timer }) => (timer?.enabled ? [toTimer(timer)] : [])),
    ...(fn.concurrency === undefined ? {} : { concurrency: fn.concurrency }),
    ...(url === undefined ? {} : { url }),
  };
}

function toTimer({ name, cron, argument }: Timer): Timer {
  return { name, cron, argument };
}
