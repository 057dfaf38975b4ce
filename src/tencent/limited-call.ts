// Calls within the rate limit of the invocation.
import { noTurn } from '../backup/failures';
import type { Action, RateLimiter } from '../rate-limit/rate-limiter';
import { type Answer, failed, isLimited } from '../result';
import { type Access, type Call, callApi, type Response } from './call';
import type { Connection } from './connection';

export interface LimitedAccess extends Access {
  readonly limiter: RateLimiter;
}

export interface LimitedCall extends Call {
  readonly action: Action;
}

/** One read in its turn; the wait for it is part of `timeoutMs`. A write's turn and its record are its target's own. */
export async function callLimited(
  access: LimitedAccess,
  connection: Connection,
  call: LimitedCall,
): Promise<Answer<Response>> {
  const { action, timeoutMs } = call;
  const askedAt = performance.now();
  if (!(await access.limiter.acquire(action, timeoutMs))) return failed(noTurn(action));
  const startedAt = performance.now();
  const leftMs = Math.max(1, Math.ceil(askedAt + timeoutMs - startedAt));
  const answer = await callApi(access, connection, { ...call, timeoutMs: leftMs });
  const kind = !answer.ok && isLimited(answer.failure) ? 'throttled' : 'success';
  access.limiter.record(action, { kind, tookMs: performance.now() - startedAt });
  return answer;
}
