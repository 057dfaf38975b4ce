// Calls at the pace of the invocation: a read waits for its turn, and every call's end is told to the gate.
import { noTurn } from '../backup/failures';
import type { Action, CallLimiter } from '../rate-limit/rate-limiter';
import { type Answer, failed, isLimited } from '../result';
import { type Access, type Call, callApi, type Response } from './call';
import type { Connection } from './connection';

export interface LimitedAccess extends Access {
  /** The pace of the invocation; left out, calls go as they come. */
  readonly limiter?: CallLimiter;
}

export interface LimitedCall extends Call {
  readonly action: Action;
}

/** A call that has had its turn: a write's is its run's own. */
export async function callRecorded(
  access: LimitedAccess,
  connection: Connection,
  call: LimitedCall,
): Promise<Answer<Response>> {
  const startedAt = performance.now();
  const answer = await callApi(access, connection, call);
  const kind = !answer.ok && isLimited(answer.failure) ? 'limited' : 'passed';
  access.limiter?.record(call.action, { kind, tookMs: performance.now() - startedAt });
  return answer;
}

/** One read in its turn; the wait for it is part of `timeoutMs`. */
export async function callLimited(
  access: LimitedAccess,
  connection: Connection,
  call: LimitedCall,
): Promise<Answer<Response>> {
  const endsAt = performance.now() + call.timeoutMs;
  const mayGo = (await access.limiter?.acquire(call.action, call.timeoutMs)) ?? true;
  if (!mayGo) return failed(noTurn(call.action));
  const timeoutMs = Math.max(1, Math.ceil(endsAt - performance.now()));
  return callRecorded(access, connection, { ...call, timeoutMs });
}
