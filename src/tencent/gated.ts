// Calls at the pace of the invocation: a read waits for its turn, and every call's end is told to the gate.
import { type Answer, failed, isLimited } from '../backup/failure';
import { noTurn } from '../backup/own-failures';
import type { Action, Gate } from '../backup/pace';
import { type Access, type Call, callApi, type Response } from './call';
import type { Connection } from './connection';

export interface GatedAccess extends Access {
  /** The pace of the invocation; left out, calls go as they come. */
  readonly gate?: Gate;
}

export interface GatedCall extends Call {
  readonly action: Action;
}

/** A call that has had its turn: a write's is its run's own. */
export async function callInTurn(
  access: GatedAccess,
  connection: Connection,
  call: GatedCall,
): Promise<Answer<Response>> {
  const startedAt = performance.now();
  const answer = await callApi(access, connection, call);
  const kind = !answer.ok && isLimited(answer.failure) ? 'limited' : 'passed';
  access.gate?.leave(call.action, { kind, tookMs: performance.now() - startedAt });
  return answer;
}

/** One read in its turn; the wait for it is part of `timeoutMs`. */
export async function readInTurn(
  access: GatedAccess,
  connection: Connection,
  call: GatedCall,
): Promise<Answer<Response>> {
  const endsAt = performance.now() + call.timeoutMs;
  const mayGo = (await access.gate?.enter(call.action, call.timeoutMs)) ?? true;
  if (!mayGo) return failed(noTurn(call.action));
  const timeoutMs = Math.max(1, Math.ceil(endsAt - performance.now()));
  return callInTurn(access, connection, { ...call, timeoutMs });
}
