// SCF's context → what this function uses of it. Every field may be missing there, so each has a fallback.
import type { BackupRun } from './backup/plan';
import type { RunKey } from './delivery';
import { isRegion, type Region } from './request/ids';
import { isObject } from './request/json';

/** One invocation, as the platform describes it (https://cloud.tencent.com/document/product/583/9210). */
export interface InvocationContext {
  readonly invocationId: string;
  readonly functionName: string;
  readonly namespace: string;
  /** The region the function runs in, used when a request names none. */
  readonly region: Region | undefined;
  /** Epoch milliseconds at which the platform ends the invocation. */
  readonly deadline: number;
  /** The platform's `environment`: a JSON string that may hold the invocation's temporary credentials. */
  readonly environment: unknown;
}

/** SCF's own default, for a context with neither the remaining time nor the limit. */
const DEFAULT_TIME_LIMIT_MS = 3000;

const toText = (value: unknown, fallback: string): string =>
  typeof value === 'string' && value !== '' ? value : fallback;

/** `getRemainingTimeInMillis` is only in newer samples of the documentation, `time_limit_in_ms` is in all of them. */
function getRemainingMs(context: Readonly<Record<string, unknown>>): number {
  const { getRemainingTimeInMillis: getRemaining, time_limit_in_ms: limit } = context;
  const ms: unknown = typeof getRemaining === 'function' ? getRemaining.call(context) : limit;
  return typeof ms === 'number' && Number.isFinite(ms) ? ms : DEFAULT_TIME_LIMIT_MS;
}

/** Reads SCF's context. `enteredAt` is the epoch time in milliseconds at which the handler was called. */
export function readInvocation(context: unknown, enteredAt: number): InvocationContext {
  const given = isObject(context) ? context : {};
  const region = toText(given.tencentcloud_region, '');
  return {
    invocationId: toText(given.request_id, 'unknown'),
    functionName: toText(given.function_name, 'unknown'),
    namespace: toText(given.namespace, 'default'),
    region: isRegion(region) ? region : undefined,
    deadline: enteredAt + getRemainingMs(given),
    environment: given.environment,
  };
}

/** The run of a delivery. Without a run key it gets a unique one, under which no earlier backup can exist. */
export const toBackupRun = (
  { namespace, functionName, deadline }: InvocationContext,
  trigger: string,
  runKey: RunKey | undefined,
  uniqueText: () => string,
): BackupRun => ({
  identity: { namespace, functionName, trigger, runKey: runKey?.value ?? uniqueText() },
  key: runKey?.chosenBy ?? 'none',
  deadline,
  ...parseSince(runKey?.since),
});

/** Parses the run key's earliest time; one that cannot be parsed is left out. */
function parseSince(text: string | undefined): Pick<BackupRun, 'since'> {
  const since = Date.parse(text ?? '');
  return Number.isNaN(since) ? {} : { since };
}
