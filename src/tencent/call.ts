// One API call through the official SDK, with a time limit that holds: Answer, never an exception.
import type { Credential } from 'tencentcloud-sdk-nodejs/tencentcloud/common/interface';
import { Client } from 'tencentcloud-sdk-nodejs/tencentcloud/services/redis/v20180412/redis_client';
import { type Answer, failed, isLimited } from '../backup/failure';
import type { Action, Gate } from '../backup/pace';
import { isObject } from '../request/json';
import type { Connection } from './connection';
import { badReply, failureOf, noCredentials } from './failures';

/** Where the API is: `https:` and a host, or `http:` and a loopback address with its port. */
export interface Endpoint {
  readonly protocol: 'https:' | 'http:';
  readonly host: string;
}

export interface Access {
  readonly endpoint: Endpoint;
  /** Read afresh for each call: a role's credentials change under a warm instance. */
  credential(): Credential | undefined;
  /** The pace of the invocation; left out, calls go as they come. */
  readonly gate?: Gate;
}

export interface Call {
  readonly action: Action;
  readonly region: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly timeoutMs: number;
}

/** A successful `Response` object. */
export type Response = Readonly<Record<string, unknown>>;

const clientFor = (
  { endpoint }: Access,
  credential: Credential,
  call: Call,
  agent: Connection['agent'],
) =>
  new Client({
    credential,
    region: call.region,
    profile: {
      language: 'en-US',
      httpProfile: {
        endpoint: endpoint.host,
        protocol: `${endpoint.protocol}//`,
        // The SDK counts from the socket on and again for the body; the signal below is the limit that holds.
        reqTimeout: call.timeoutMs / 1000,
        agent,
      },
    },
  });

/** Calls the API once, without any retry, and tells the gate. Resolves within `timeoutMs`. */
export async function callApi(
  access: Access,
  connection: Connection,
  call: Call,
): Promise<Answer<Response>> {
  const startedAt = performance.now();
  const answer = await callOnce(access, connection, call);
  const kind = !answer.ok && isLimited(answer.failure) ? 'limited' : 'passed';
  access.gate?.leave(call.action, { kind, tookMs: performance.now() - startedAt });
  return answer;
}

async function callOnce(
  access: Access,
  connection: Connection,
  call: Call,
): Promise<Answer<Response>> {
  const credential = access.credential();
  if (credential === undefined) return failed(noCredentials());
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), call.timeoutMs);
  try {
    const client = clientFor(access, credential, call, connection.agent);
    // `request` and not the typed method: only it takes a signal.
    const response: unknown = await client.request(call.action, call.params, {
      signal: limit.signal,
    });
    return isObject(response) && !('eventSource' in response)
      ? { ok: true, value: response }
      : failed(badReply('the answer has no Response'));
  } catch (thrown) {
    return failed(failureOf(thrown, connection.reached()));
  } finally {
    clearTimeout(timer);
  }
}
