// The timers on demand: by name from a test or a command, and for a person over the host's own HTTP routes:
//
//   GET  /_host/timers                     each timer's cron and next time
//   POST /_host/timers/<name>[?at=<time>]  fires it, as if scheduled for that time; answers every attempt
import { nextFires } from './cron';
import { timerEvent } from './events';
import { type HttpAnswer, json } from './reply';
import type { Invocation, Timer } from './types';

/** Hands an event over asynchronously; resolves to every attempt. */
export type Deliver = (event: unknown) => Promise<Invocation[]>;

const ROUTE = /^\/_host\/timers(?:\/([\w-]+))?$/;

/** @throws {Error} naming the timers there are */
export async function fireTimers(
  timers: readonly Timer[],
  name: string | undefined,
  at: Date,
  deliver: Deliver,
): Promise<Invocation[]> {
  const chosen = timers.filter((timer) => name === undefined || timer.name === name);
  if (chosen.length === 0) {
    const names = timers.map((timer) => timer.name).join(', ');
    throw new Error(
      `there is no timer ${name ?? 'at all'}; serverless.yml has: ${names || 'none'}`,
    );
  }
  const attempts = await Promise.all(chosen.map((timer) => deliver(timerEvent(timer, at))));
  return attempts.flat();
}

/** @returns undefined for a path that is not a timer's */
export async function timerRoutes(
  timers: readonly Timer[],
  nowMs: number,
  deliver: Deliver,
  method: string,
  url: URL,
): Promise<HttpAnswer | undefined> {
  const [path, name] = ROUTE.exec(url.pathname) ?? [];
  if (path === undefined) return undefined;
  if (name === undefined) return readable(200, timers.map(nextFire(nowMs)));
  if (method !== 'POST') return readable(405, { error: 'a timer is fired with POST' });
  if (!timers.some((timer) => timer.name === name)) return undefined;
  const at = new Date(url.searchParams.get('at') ?? nowMs);
  if (!Number.isNaN(at.getTime())) {
    const attempts = await fireTimers(timers, name, at, deliver);
    return readable(200, attempts.map(withoutLog));
  }
  return readable(400, { error: 'at is a time, as in 2026-01-01T00:00:00Z' });
}

/** For a person at a shell: indented, and with a line end. */
function readable(status: number, value: unknown): HttpAnswer {
  const answer = json(status, value);
  return { ...answer, body: Buffer.from(`${JSON.stringify(value, null, 2)}\n`) };
}

/** The log is shown where the host runs. */
function withoutLog({ log: _log, ...attempt }: Invocation): Omit<Invocation, 'log'> {
  return attempt;
}

function nextFire(nowMs: number): (timer: Timer) => Record<string, unknown> {
  return ({ name, cron }) => {
    const [next] = nextFires(cron, new Date(nowMs));
    return { name, cron, next: next?.toISOString() ?? null };
  };
}
