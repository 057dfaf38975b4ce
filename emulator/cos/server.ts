// The local cloud's COS: one bucket at the root of a real HTTP server on loopback.

import { setMaxListeners } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createLocalServer } from '../local-server';
import { DEFAULT_DIALECT } from '../redis/dialect-reader';
import { DEMO_KEY } from '../redis/model/seed';
import { readBody } from '../redis/read-body';
import { Bucket, type PutOutcome } from './bucket';
import { findSignatureProblem } from './signature';
import type { CosCall, CosCloud, CosFault, CosOptions, CosPermission, CosReadings } from './types';

export type { CosObject, Versioning } from './bucket';
export type { CosKey } from './signature';
export type {
  CosCall,
  CosCloud,
  CosFault,
  CosOptions,
  CosPermission,
  CosReadings,
} from './types';

const HOST = '127.0.0.1';
/** Of requests for one key, those that arrive within this time are at once (`lease-race`). */
const RACE_MS = 25;
const READING_TURNS = 10;
const READ_LAG_MS = 2_000;

interface Reply {
  status: number;
  headers?: Record<string, string>;
  body: string;
  code?: string;
}

const fail = (status: number, code: string, key: string): Reply => ({
  status,
  code,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version='1.0' encoding='utf-8' ?>\n<Error>\n\t<Code>${code}</Code>\n\t<Message>${code}</Message>\n\t<Resource>/${key}</Resource>\n\t<RequestId>bG9jYWw=</RequestId>\n</Error>\n`,
});

class LocalCos {
  readonly calls: CosCall[] = [];
  readonly bucket: Bucket;
  readonly denied = new Set<CosPermission>();
  script: CosFault[] = [];
  readonly #racing = new Map<string, number>();
  readonly #stop = new AbortController();

  constructor(readonly options: CosOptions) {
    setMaxListeners(0, this.#stop.signal);
    const { versioning = 'never' } = options;
    this.bucket = new Bucket(this.now, versioning, () =>
      this.#readings()['lease-read'] === 'read at once' ? 0 : READ_LAG_MS,
    );
  }

  readonly now = (): number => (this.options.now ?? Date.now)();

  readonly #readings = (): CosReadings => this.options.readings?.() ?? DEFAULT_DIALECT;

  stop(): void {
    this.#stop.abort();
  }

  sleep(ms: number): Promise<void> {
    return ms > 0
      ? wait(ms, undefined, { signal: this.#stop.signal, ref: false })
      : Promise.resolve();
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://local');
    const [method, key] = [request.method ?? '', decodeURIComponent(url.pathname.slice(1))];
    const body = (await readBody(request))?.toString('utf8') ?? '';
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, value?.toString()]),
    );
    const query = Object.fromEntries(url.searchParams);
    const signed = { method, path: decodeURIComponent(url.pathname), query, headers };
    const problem = findSignatureProblem(signed, this.options.keys ?? [DEMO_KEY], this.now());
    await this.sleep(this.options.latencyMs ?? 0);
    const { hold = async () => {} } = this.options;
    const carryOut = async () => {
      await hold({ method, key }, 'before');
      const reply = await this.#carryOut(method, key, query, body, headers);
      await hold({ method, key }, 'after');
      return reply;
    };
    if (problem !== undefined) return this.#answer(response, method, key, fail(403, problem, key));
    const step = this.#take(method, key);
    if (step === undefined) return this.#answer(response, method, key, await carryOut());
    await this.#playFault(step.fault, { request, response, method, key, carryOut });
  }

  #take(method: string, key: string): CosFault | undefined {
    const step = this.script.find(
      (one) => (one.method ?? 'PUT') === method && key.endsWith(one.keyEnd ?? ''),
    );
    if (step === undefined) return undefined;
    const left = (step.times ?? 1) - 1;
    const again = left > 0 ? [{ ...step, times: left }] : [];
    this.script = this.script.flatMap((one) => (one === step ? again : [one]));
    return step;
  }

  async #playFault(
    fault: CosFault['fault'],
    call: {
      request: IncomingMessage;
      response: ServerResponse;
      method: string;
      key: string;
      carryOut: () => Promise<Reply>;
    },
  ): Promise<void> {
    const { response, method, key, carryOut } = call;
    const answer = (reply: Reply) => this.#answer(response, method, key, reply);
    switch (fault) {
      case 'lost answer':
        await carryOut();
        response.socket?.destroy();
        return;
      case 'reset':
        response.socket?.resetAndDestroy();
        return;
      case 'late 409':
        await carryOut();
        return answer(fail(409, 'FileAlreadyExists', key));
      case 'other 409':
        return answer(fail(409, 'PathConflict', key));
      case 'slow down':
        return answer(fail(503, 'SlowDown', key));
      case 'late':
        response.socket?.destroy();
        await this.sleep(1_000);
        await carryOut();
        return;
      case 'stall':
        await carryOut();
        return;
      case 'proxy 404':
        return answer({ status: 404, body: '<html>not found</html>' });
      default:
        return fault satisfies never;
    }
  }

  async #carryOut(
    method: string,
    key: string,
    query: Readonly<Record<string, string>>,
    body: string,
    headers: Readonly<Record<string, string | undefined>>,
  ): Promise<Reply> {
    if (method === 'GET' && 'versioning' in query) return this.#versioning();
    if (method === 'GET') return this.#get(key);
    if (method === 'PUT') return this.#put(key, body, headers['x-cos-forbid-overwrite'] === 'true');
    return fail(405, 'MethodNotAllowed', key);
  }

  #versioning(): Reply {
    if (this.denied.has('GetBucketVersioning')) return fail(403, 'AccessDenied', '');
    const { versioning } = this.bucket;
    const status = { never: '', enabled: 'Enabled', suspended: 'Suspended' }[versioning];
    const inner = status === '' ? '' : `<Status>${status}</Status>`;
    return { status: 200, body: `<VersioningConfiguration>${inner}</VersioningConfiguration>` };
  }

  #get(key: string): Reply {
    if (this.denied.has('GetObject')) return fail(403, 'AccessDenied', key);
    const found = this.bucket.get(key);
    if (found === undefined)
      return this.#readings()['lease-missing'] === '404'
        ? fail(404, 'NoSuchKey', key)
        : fail(403, 'AccessDenied', key);
    const modified = new Date(found.modifiedAt).toUTCString();
    return { status: 200, headers: { 'last-modified': modified }, body: found.body };
  }

  async #put(key: string, body: string, forbids: boolean): Promise<Reply> {
    if (this.denied.has('PutObject')) return fail(403, 'AccessDenied', key);
    if ((await this.#race(key, () => this.bucket.put(key, body, forbids))) === 'exists')
      return fail(409, 'FileAlreadyExists', key);
    return {
      status: 200,
      headers: this.bucket.versioning === 'enabled' ? { 'x-cos-version-id': 'MTg0NDUx' } : {},
      body: '',
    };
  }

  /** Where none wins a race, each waits until no other comes, and more than one are refused alike. */
  async #race(key: string, put: () => PutOutcome): Promise<PutOutcome> {
    if (this.#readings()['lease-race'] === 'one wins') return put();
    const came = () => this.#racing.get(key) ?? 0;
    this.#racing.set(key, came() + 1);
    for (let before = 0; before !== came(); ) {
      before = came();
      await this.sleep(RACE_MS);
      // On a busy machine a timer may fire before what has arrived meanwhile has been read.
      for (let turn = 0; turn < READING_TURNS; turn += 1) await new Promise(setImmediate);
    }
    const isAlone = came() === 1;
    await new Promise(setImmediate);
    this.#racing.delete(key);
    return isAlone ? put() : 'exists';
  }

  #answer(
    response: ServerResponse,
    method: string,
    key: string,
    { status, headers = {}, body, code = '' }: Reply,
  ): void {
    this.calls.push({ at: this.now(), method, key, status, code });
    const date = new Date(this.now()).toUTCString();
    response.sendDate = false;
    response.writeHead(status, { date, 'content-length': Buffer.byteLength(body), ...headers });
    response.end(body);
  }
}

/** Starts listening; rejects when the port is taken. Nothing keeps running after `close`. */
export async function startCos(options: CosOptions = {}): Promise<CosCloud> {
  const cos = new LocalCos(options);
  const server = createLocalServer((request, response) => {
    cos.serve(request, response).catch((error: unknown) => {
      if ((error as Error).name !== 'AbortError') console.error(error);
      response.destroy();
    });
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, HOST, () => resolve((server.address() as AddressInfo).port));
  });
  return {
    url: `http://${HOST}:${port}`,
    calls: cos.calls,
    objects: () => cos.bucket.objects(),
    script: (...faults) => {
      cos.script.push(...faults);
    },
    deny: (...permissions) => {
      for (const permission of permissions) cos.denied.add(permission);
    },
    setVersioning: (versioning) => {
      cos.bucket.versioning = versioning;
    },
    age: (ms) => cos.bucket.age(ms),
    close: () => {
      cos.stop();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
