// A dead man's switch: an address that is called when the run of an event has ended. It never changes an outcome.
import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import type { Logger } from './logger';
import { isObject } from './request/json';
import { isSuccess, isTargetSuccess, type Result } from './result';

/** How long the monitor may take, and what is kept free for the answer behind it. */
const MAX_PING_MS = 3_000;
const RESPONSE_RESERVE_MS = 300;

export interface PingDeps {
  readonly url: string;
  readonly clock: { now(): number };
  /** Epoch milliseconds at which the platform ends the invocation. */
  readonly deadline: number;
  readonly log: Logger;
}

/** Whether the same event can end well when it is run again as it is. */
function mayHeal(result: Result): boolean {
  switch (result.kind) {
    case 'backedUp':
      return (
        result.unlisted.every(({ failure }) => failure.retryable) &&
        result.results.every((target) => isTargetSuccess(target) || target.failure.retryable)
      );
    case 'answered':
      return result.isTransient === true;
    case 'rejected':
      return result.row.retryable;
    case 'crashed':
      return true;
    default:
      return result satisfies never;
  }
}

/** What to tell: a success, a failure that no re-run changes, or nothing while a re-run may succeed. */
export function toSignal(results: readonly Result[]): 'success' | 'fail' | 'silence' {
  const failed = results.filter((result) => !isSuccess(result));
  if (failed.length === 0) return 'success';
  return failed.every(mayHeal) ? 'silence' : 'fail';
}

/** The name of a timer's own trigger; of any other event, the kind of its trigger. */
const toTriggerName = (event: unknown, trigger: string): string =>
  trigger === 'timer' && isObject(event) && typeof event.TriggerName === 'string'
    ? event.TriggerName
    : trigger;

/** The address with the trigger's name in it; a failure is told at `/fail` beneath its path. */
export function toPingUrl(url: string, name: string, signal: 'success' | 'fail'): URL {
  const target = new URL(url.replaceAll('{trigger}', encodeURIComponent(name)));
  if (signal === 'fail') target.pathname = `${target.pathname.replace(/\/$/, '')}/fail`;
  return target;
}

/** Resolves to what went wrong, in words without the address, which may be a secret of the monitor's. */
function send(url: URL, timeoutMs: number): Promise<string | undefined> {
  const get = url.protocol === 'https:' ? getHttps : getHttp;
  return new Promise((resolve) => {
    // A redirect is not followed: it would name an address that nobody has allowed.
    const request = get(url, { agent: false }, (response) => {
      const status = response.statusCode ?? 0;
      resolve(status >= 200 && status < 300 ? undefined : `answered ${status}`);
      request.destroy();
    });
    const timer = setTimeout(() => {
      resolve(`no answer within ${timeoutMs} ms`);
      request.destroy();
    }, timeoutMs);
    request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'not connected'));
    request.on('close', () => clearTimeout(timer));
  });
}

/** A call that fails does not change how the run has ended. */
async function sendTo(toUrl: () => URL, timeoutMs: number): Promise<string | undefined> {
  try {
    return await send(toUrl(), timeoutMs);
  } catch {
    // The message of the error would show the address.
    return 'the address cannot be called';
  }
}

/** Tells the monitor how an event's run has ended, if there is time. */
export async function ping(
  event: unknown,
  trigger: string,
  processed: readonly { readonly result: Result }[],
  { url, clock, deadline, log }: PingDeps,
): Promise<void> {
  const signal = toSignal(processed.map(({ result }) => result));
  if (signal === 'silence') return;
  const timeoutMs = Math.min(MAX_PING_MS, deadline - clock.now() - RESPONSE_RESERVE_MS);
  const name = toTriggerName(event, trigger);
  const problem =
    timeoutMs <= 0
      ? 'no time was left'
      : await sendTo(() => toPingUrl(url, name, signal), timeoutMs);
  if (problem !== undefined) log.warn('ping', { outcome: signal, message: problem });
}
