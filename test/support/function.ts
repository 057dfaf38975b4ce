// The built function, dist/index.js, run by the local SCF host in a process of its own against a local Redis API.
import { existsSync } from 'node:fs';
import {
  type RedisCloud,
  type RedisCloudOptions,
  startRedisCloud,
} from '../../emulator/redis/server';
import { type ScfHost, startScfHost } from '../../emulator/scf/host';
import type { FunctionDescription, Invocation, Key } from '../../emulator/scf/types';
import { BUNDLE } from '../../scripts/bundle';
import { isObject } from '../../src/request/json';
import { type Settings, TOKEN } from './deps';
import { mustConformSomewhere } from './openapi';

/** Temporary credentials, as a function's role has them. */
export const ROLE_KEY: Key = {
  secretId: 'AKIDofthetests0001',
  secretKey: 'secret-key-of-the-tests',
  token: 'session-token-of-the-tests',
};

export interface FunctionOptions {
  readonly settings?: Settings;
  readonly timeoutMs?: number;
  readonly cloud?: RedisCloudOptions;
  /** The role's credentials at each run, and those a process starts with. */
  readonly credentials?: () => Key;
}

export interface BuiltFunction {
  readonly cloud: RedisCloud;
  readonly host: ScfHost;
  invoke(event: unknown): Promise<Invocation>;
}

const running: BuiltFunction[] = [];
afterAll(async () => {
  for (const { host, cloud } of running.splice(0)) {
    await host.close();
    await cloud.close();
  }
});

const description = (timeoutMs: number): FunctionDescription => ({
  name: 'backup-test',
  namespace: 'default',
  handler: 'index.main_handler',
  runtime: 'Nodejs20.19',
  region: 'ap-guangzhou',
  memoryMb: 128,
  timeoutMs,
  environment: {},
  timers: [],
});

/** Starts both; they are closed when the test file ends. A process of the function has its settings from its start. */
export async function startFunction({
  settings = {},
  timeoutMs = 5_000,
  cloud: options = {},
  credentials = () => ROLE_KEY,
}: FunctionOptions = {}): Promise<BuiltFunction> {
  if (!existsSync(BUNDLE)) throw new Error(`${BUNDLE} is missing: run npm run build first`);
  const cloud = await startRedisCloud({ keys: [ROLE_KEY], ...options });
  const host = await startScfHost({
    file: BUNDLE,
    description: description(timeoutMs),
    credentials,
    environment: { REDIS_API_ENDPOINT: cloud.url, WEBHOOK_SECRETS: TOKEN, ...settings },
  });
  const built = { cloud, host, invoke: (event: unknown) => host.invoke(event) };
  running.push(built);
  return built;
}

/** An HTTP trigger's return value, its body parsed. */
export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Reads an HTTP answer, checking that it has the four fields a gateway wants. */
export function httpReply(result: unknown): HttpReply {
  const { isBase64Encoded, statusCode, headers, body, ...rest } = isObject(result) ? result : {};
  const isAnswer =
    isBase64Encoded === false && typeof statusCode === 'number' && typeof body === 'string';
  if (!isAnswer || !isObject(headers) || Object.keys(rest).length > 0)
    throw new Error(`not an HTTP answer: ${JSON.stringify(result)}`);
  const answer = { statusCode, headers: headers as HttpReply['headers'], body };
  mustConformSomewhere(answer);
  return { status: statusCode, headers: answer.headers, body: JSON.parse(body) };
}
