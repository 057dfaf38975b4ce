// The function behind its webhook, in this process: real flow, real settings, a fake API, a clock that only sleep moves.

import { randomBytes } from 'node:crypto';
import { handle } from '../../src/app';
import type { Deps } from '../../src/context';
import { sign } from '../../src/http/signature';
import type { InvocationContext } from '../../src/invocation';
import type { LogFields, Logger } from '../../src/logger';
import type { RedisApi } from '../../src/redis-api';
import type { HttpResponse } from '../../src/triggers/http';
import { id, instance, ok, pages } from './builders';
import { deps, type Settings } from './deps';
import { fakeApi } from './fake-api';
import { mustConform } from './openapi';

/** Made anew in every process: no secret is written down in the repository. */
export const TOKEN = randomBytes(24).toString('hex');
export const OTHER_TOKEN = randomBytes(24).toString('hex');
export const KEY_BYTES = randomBytes(32);
export const OTHER_KEY_BYTES = randomBytes(24);
export const whsec = (bytes: Uint8Array) => `whsec_${Buffer.from(bytes).toString('base64')}`;
export const SECRETS = [TOKEN, OTHER_TOKEN, whsec(KEY_BYTES), whsec(OTHER_KEY_BYTES)].join(' ');

/** 2026-01-01T00:00:00Z, where the clock starts. */
export const NOW_MS = Date.UTC(2026, 0, 1);
export const NOW_S = NOW_MS / 1000;

export const REQUEST = JSON.stringify({ InstanceId: 'crs-demo0001' });

export type Headers = Readonly<Record<string, unknown>>;

export interface HttpEvent {
  readonly httpMethod: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body?: unknown;
  readonly [key: string]: unknown;
}

const JSON_TYPE = { 'content-type': 'application/json' };

export const post = (headers: Headers, body: unknown = REQUEST, path = '/'): HttpEvent => ({
  httpMethod: 'POST',
  path,
  headers: { ...JSON_TYPE, ...headers },
  queryString: {},
  body,
});

export const get = (path: string, headers: Headers = {}): HttpEvent => ({
  httpMethod: 'GET',
  path,
  headers,
  queryString: {},
  body: '',
});

export const bearer = (token = TOKEN) => ({ authorization: `Bearer ${token}` });
export const basic = (password = TOKEN, name = 'me') => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
});

interface Signing {
  readonly id?: string;
  readonly timestamp?: number | string;
  readonly key?: Uint8Array;
}

/** The three headers of a good signature over a body. */
export function signed(
  body: string | Uint8Array = REQUEST,
  { id = 'msg_1', timestamp = NOW_S, key = KEY_BYTES }: Signing = {},
) {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': sign({ key }, id, String(timestamp), Buffer.from(body)),
  };
}

/** A task of `crs-other001`; all others are of `crs-demo0001`. */
export const FOREIGN_TASK = 404;

export interface LogLine extends LogFields {
  readonly level: keyof Logger;
  readonly event: string;
}

const INSTANCES = ['crs-demo0001', 'crs-a', 'crs-other001'];

/** Counts its calls; every backup starts, three instances are there, and every task runs. */
export function webhookApi(): { readonly api: RedisApi; readonly calls: string[] } {
  const calls: string[] = [];
  const api = fakeApi(
    {},
    {
      listInstances: async (Region) =>
        pages(
          INSTANCES.map((name) =>
            instance({ InstanceId: id(name), Region, Name: `demo of ${name}` }),
          ),
        ),
      readTask: async ({ TaskId }) =>
        ok({
          InstanceId: TaskId === FOREIGN_TASK ? 'crs-other001' : 'crs-demo0001',
          state: 'unfinished',
          Status: 'running',
          StartTime: '',
          TaskMessage: '',
        }),
    },
  );
  const counted =
    <A extends unknown[], T>(name: string, call: (...asked: A) => Promise<T>) =>
    (...asked: A): Promise<T> => {
      calls.push(name);
      return call(...asked);
    };
  return {
    calls,
    api: {
      ...api,
      startBackup: counted('startBackup', api.startBackup),
      listBackups: counted('listBackups', api.listBackups),
      listTasks: counted('listTasks', api.listTasks),
      listInstances: counted('listInstances', api.listInstances),
      readTask: counted('readTask', api.readTask),
    },
  };
}

const LIMIT_MS = 60_000;
const RUN: InvocationContext = {
  invocationId: 'run-1',
  functionName: 'backup',
  namespace: 'default',
  region: '',
  deadline: 0,
  environment: '{}',
};

export interface Webhook {
  /** API calls and log lines so far. */
  readonly calls: readonly string[];
  readonly lines: readonly LogLine[];
  send(event: HttpEvent, invocationId?: string): Promise<HttpResponse>;
}

export interface WebhookOptions {
  readonly settings?: Settings;
  /** Take the place of the webhook's own. */
  readonly deps?: Partial<Deps>;
}

/** @throws {Error} for settings that are not valid */
export function webhook({ settings = {}, deps: changes = {} }: WebhookOptions = {}): Webhook {
  const lines: LogLine[] = [];
  const at = (level: keyof Logger) => (event: string, fields?: LogFields) =>
    void lines.push({ level, event, ...fields });
  const { api, calls } = webhookApi();
  const given: Deps = {
    ...deps({ settings: { WEBHOOK_SECRETS: SECRETS, BACKUP_REGION: 'ap-guangzhou', ...settings } }),
    log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    openApi: () => ({ api, close: () => {} }),
  };
  return {
    calls,
    lines,
    send: async (event, invocationId = RUN.invocationId) => {
      const all = { ...given, clock: freshClock(), ...changes };
      const run = { ...RUN, invocationId, deadline: all.clock.now() + LIMIT_MS };
      const answer = (await handle(event, run, all)) as HttpResponse;
      mustConform(event, answer);
      return answer;
    },
  };
}

/** One a request: the time that one has slept through must not make the stamp of the next too old. */
function freshClock(): Deps['clock'] {
  let now = NOW_MS;
  return {
    now: () => now,
    monotonic: () => now,
    sleep: async (ms) => {
      now += ms;
    },
    random: () => 0.5,
  };
}

/** The problem's code and its status: `401 Unauthenticated`. */
export function codeOf({ statusCode, body }: HttpResponse): string {
  const { code, Outcome } = JSON.parse(body);
  return `${statusCode} ${code ?? Outcome}`;
}
