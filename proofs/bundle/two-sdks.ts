// The SDK as npm installs it, and the SDK as the bundle has it: the same calls through both, and what came of each.
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientConfig } from 'tencentcloud-sdk-nodejs/tencentcloud/common/interface';
import { DEMO_KEY } from '../../emulator/redis/server';
import { buildBundle } from '../../scripts/bundle';
import * as plain from './sdk-entry';

export type Sdk = typeof plain;

export interface Both {
  readonly plain: Sdk;
  readonly aliased: Sdk;
}

// To the end of the tests: what few calls need is loaded with the first of them.
const folder = mkdtempSync(join(tmpdir(), 'sdk-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Builds the second with the aliases and options of the deployed bundle, minified as it is. */
export async function bothSdks(): Promise<Both> {
  const { file } = await buildBundle(join(__dirname, 'sdk-entry.ts'), join(folder, 'sdk.js'));
  return { plain, aliased: require(file) };
}

type Profile = NonNullable<NonNullable<ClientConfig['profile']>['httpProfile']>;

export interface Call {
  readonly port: number;
  readonly action?: string;
  readonly params?: object | null;
  readonly http?: Profile;
  readonly config?: ClientConfig;
  readonly options?: object;
}

/** Node's own agent, so that the SDK looks for a proxy. */
export const NO_AGENT: Profile = { agent: undefined as never };

export function clientOf(sdk: Sdk, { port, http, config }: Call) {
  const httpProfile = {
    endpoint: `127.0.0.1:${port}`,
    protocol: 'http://',
    // Seconds: far more than a busy machine needs.
    reqTimeout: 5,
    agent: new Agent({ keepAlive: false }),
    ...http,
  };
  return new sdk.Client({
    credential: DEMO_KEY,
    region: 'ap-guangzhou',
    ...config,
    profile: { ...config?.profile, httpProfile },
  });
}

/** One call: the value, or the error with all it shows. The trace id is random, so only its form stays. */
export async function outcomeOf(sdk: Sdk, call: Call): Promise<object> {
  const { action = 'ManualBackupInstance', params = {}, options } = call;
  try {
    const client = clientOf(sdk, call);
    const value = await client.request(action, params as object, options ?? {});
    return masked({ value });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { name, message } = error;
    return masked({ name, message, fields: { ...error }, text: String(error) });
  }
}

/** Trace ids and request ids are new ones each time, and so are OpenSSL's thread ids. */
export const masked = <T>(value: T): T =>
  JSON.parse(
    JSON.stringify(value)
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g, '<uuid>')
      .replace(/[0-9A-F]+:error:/g, '<thread>:error:'),
  );

/** The one header that differs: the bundle undoes no content coding, so it asks for none. */
export const CODINGS = {
  plain: 'Accept-Encoding: gzip,deflate\r\n',
  aliased: 'Accept-Encoding: identity\r\n',
} as const;

/** What a wire tap heard, without that header. */
export const withoutCodings = (sent: readonly string[]): string[] =>
  sent.map((text) => text.replace(CODINGS.plain, '').replace(CODINGS.aliased, ''));
