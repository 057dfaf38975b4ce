// The real SDK, pointed at the local cloud.

import { Agent } from 'node:http';
import { Client } from 'tencentcloud-sdk-nodejs/tencentcloud/services/redis/v20180412/redis_client';
import { DEMO_KEY, type Key } from '../../emulator/redis/server';

export interface SdkOptions {
  key?: Key;
  region?: string;
  /** Seconds, fractions allowed. */
  reqTimeout?: number;
  endpoint?: string;
  agent?: Agent;
}

export type Call = (
  action: string,
  params?: Record<string, unknown>,
) => Promise<Record<string, unknown>>;

/** One call a connection, so that no test meets a socket another one has broken. */
export function sdk({ port }: { port: number }, options: SdkOptions = {}): Call {
  const httpProfile = {
    endpoint: options.endpoint ?? `127.0.0.1:${port}`,
    protocol: 'http://',
    reqTimeout: options.reqTimeout ?? 2,
    agent: options.agent ?? new Agent({ keepAlive: false }),
  };
  const client = new Client({
    credential: options.key ?? DEMO_KEY,
    region: options.region ?? 'ap-guangzhou',
    profile: { httpProfile },
  });
  return (action, params = {}) => client.request(action, params);
}

/** What a call was refused with, as the SDK shows it; fails the test when it was not. */
export async function failureOf(call: Promise<unknown>): Promise<Record<string, unknown>> {
  const outcome = await call.then(
    (value) => ({ value }),
    (error: Error) => ({ error }),
  );
  if (!('error' in outcome)) throw new Error(`resolved with ${JSON.stringify(outcome.value)}`);
  const { error } = outcome;
  return { ...error, class: error.constructor.name, name: error.name, message: error.message };
}

export const codeOf = async (call: Promise<unknown>) => (await failureOf(call)).code;
