// Child processes of the bench: one that serves, one that measures and answers by message.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { selfSigned } from '../support/certificate';
import { child } from './files';

/** The demo key of the samples, good for nothing. */
export const PLACE = { secretId: 'AKIDbench000000001', secretKey: 'bench-secret-key' };

export interface ChildOptions {
  readonly execArgv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs one child to its message; what it prints is a function's log and is not wanted. */
export async function ask<T>(
  name: string,
  question: object,
  { execArgv = [], env = {} }: ChildOptions = {},
): Promise<T> {
  const answering = fork(child(name), [JSON.stringify(question)], {
    execArgv: [...execArgv],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(answering, 'exit').then(([status]) => {
    throw new Error(`the child ${name} ended with ${status} and without an answer`);
  });
  const [answer] = await Promise.race([once(answering, 'message'), exited]);
  return answer as T;
}

/** Paths of a key and its certificate for 127.0.0.1, made afresh. */
export interface Tls {
  readonly key: string;
  readonly cert: string;
}

export async function makeTls(folder: string): Promise<Tls> {
  const pem = selfSigned();
  const files: Tls = { key: join(folder, 'key.pem'), cert: join(folder, 'cert.pem') };
  await Promise.all([writeFile(files.key, pem.key), writeFile(files.cert, pem.cert)]);
  return files;
}

/** What a child needs to trust it. */
export const trusting = (tls: Tls | undefined): ChildOptions =>
  tls === undefined ? {} : { env: { NODE_EXTRA_CA_CERTS: tls.cert } };

/** Serves while `use` runs, over TLS if there is a certificate. `host` is `127.0.0.1:PORT`. */
export async function withServer<T>(
  latencyMs: number,
  use: (host: string) => Promise<T>,
  tls?: Tls,
): Promise<T> {
  const server: ChildProcess = fork(child('server'), [JSON.stringify({ latencyMs, tls })]);
  try {
    const [port] = await once(server, 'message');
    return await use(`127.0.0.1:${port}`);
  } finally {
    server.disconnect();
  }
}
