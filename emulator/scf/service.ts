// serverless.yml → the one function it describes, every variable filled in and every value checked.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';
import { type Service, ServiceSchema } from './service-schema';
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
  const name = basename(file);
  const document = filledIn(name, readFileSync(file, 'utf8'), {
    env: process.env,
    opt: {},
    ...sources,
  });
  return describeService(checkService(document, name));
}

/**
 * The one reading of a serverless.yml whose variables are filled in: the local host fills them in itself, for a deploy
 * the framework does.
 * @param name of the file, for the messages
 * @throws {Error} one line a problem, each with its path in the file
 */
export function checkService(document: unknown, name: string): Service {
  const checked = v.safeParse(ServiceSchema, document);
  if (checked.success) return checked.output;
  throw new Error(checked.issues.map((issue) => `${name}: ${describe(issue)}`).join('\n'));
}

function filledIn(name: string, text: string, sources: VariableSources): unknown {
  try {
    // The framework's reader knows `<<` too.
    return fillIn(parse(text, { merge: true }), sources);
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`);
  }
}

function describe(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? 'the file';
  if (issue.type === 'strict_object' && issue.expected === 'never')
    return `${path} is not known here`;
  return issue.received === 'undefined' ? `${path} is missing` : `${path} ${issue.message}`;
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
    region: provider.region,
    memoryMb: fn.memorySize,
    timeoutMs: fn.timeout * 1000,
    environment: fn.environment,
    timers: fn.events.flatMap(({ timer }) => (timer?.enabled ? [toTimer(timer)] : [])),
    ...(url === undefined ? {} : { url }),
  };
}

function toTimer({ name, cron, argument }: Timer): Timer {
  return { name, cron, argument };
}
