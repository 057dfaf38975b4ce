// One API call through the official SDK, with a time limit that holds: Answer, never an exception.
import { EventEmitter } from 'node:events';
import type { Credential } from 'tencentcloud-sdk-nodejs/tencentcloud/common/interface';
import { Client } from 'tencentcloud-sdk-nodejs/tencentcloud/services/redis/v20180412/redis_client';
import type { Endpoint } from '../redis-api';
import { isObject } from '../request/json';
import { type Answer, failed } from '../result';
import type { Connection } from './connection';
import { hideValues, listValues } from './credentials';
import { badReply, noCredentials, toFailure } from './errors';

export interface Access {
  readonly endpoint: Endpoint;
  /** Read afresh for each call: a role's credentials change under a warm instance. */
  credential(): Credential | undefined;
}

export interface Call {
  readonly action: string;
  readonly region: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly timeoutMs: number;
  /** The most time until the connection is up; left out, as long as the call may take. */
  readonly connectMs?: number;
}

/** A successful `Response` object. */
export type Response = Readonly<Record<string, unknown>>;

const createClient = (
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

/**
 * Whether the answer is an event stream. No action here answers with one, so something on the way to the API did. The SDK of
 * the bundle throws for it. The installed one wraps it in emitters, which would throw outside of any call when their socket
 * is closed and nobody listens.
 */
function silenceEventStream(response: unknown): boolean {
  const emitters = Object.values(Object(response)).filter((part) => part instanceof EventEmitter);
  for (const emitter of emitters) emitter.on('error', () => undefined);
  return emitters.length > 0;
}

/** The response without the credential: a name, a remark or a task's text may repeat what was sent, and is shown. */
function withoutValues(response: Response, values: readonly string[]): Response {
  const text = JSON.stringify(response);
  const shown = hideValues(text, values);
  return shown === text ? response : JSON.parse(shown);
}

/** Calls the API once, without any retry. Resolves within `timeoutMs`. */
export async function callApi(
  access: Access,
  connection: Connection,
  call: Call,
): Promise<Answer<Response>> {
  const credential = access.credential();
  if (credential === undefined) return failed(noCredentials());
  const values = listValues(credential);
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), call.timeoutMs);
  const { connectMs } = call;
  const tooLate =
    connectMs === undefined ? undefined : setTimeout(connection.closeUnlessUp, connectMs);
  try {
    const client = createClient(access, credential, call, connection.agent);
    // `request` and not the typed method: only it takes a signal.
    const response: unknown = await client.request(call.action, call.params, {
      signal: limit.signal,
    });
    if (silenceEventStream(response)) return failed(badReply('the answer is an event stream'));
    return isObject(response)
      ? { ok: true, value: withoutValues(response, values) }
      : failed(badReply('the answer has no Response'));
  } catch (thrown) {
    return failed(toFailure(thrown, connection.reached(), values));
  } finally {
    clearTimeout(timer);
    clearTimeout(tooLate);
  }
}
