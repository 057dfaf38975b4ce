// Child processes of the bench: one that serves, one that measures and answers by message.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { child } from './files';

/** The demo key of the samples, good for nothing. */
export const PLACE = { secretId: 'AKIDbench000000001', secretKey: 'bench-secret-key' };

/** Runs one child to its message; what it prints is a function's log and is not wanted. */
export async function ask<T>(
  name: string,
  question: object,
  execArgv: readonly string[] = [],
): Promise<T> {
  const answering = fork(child(name), [JSON.stringify(question)], {
    execArgv: [...execArgv],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(answering, 'exit').then(([status]) => {
    throw new Error(`the child ${name} ended with ${status} and without an answer`);
  });
  const [answer] = await Promise.race([once(answering, 'message'), exited]);
  return answer as T;
}

/** Serves while `use` runs. `host` is `127.0.0.1:PORT`. */
export async function withServer<T>(
  latencyMs: number,
  use: (host: string) => Promise<T>,
): Promise<T> {
  const server: ChildProcess = fork(child('server'), [String(latencyMs)]);
  try {
    const [port] = await once(server, 'message');
    return await use(`127.0.0.1:${port}`);
  } finally {
    server.disconnect();
  }
}
