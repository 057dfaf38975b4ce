// For every test file, by jest.config.cjs: watches the function wherever it runs, and fails the file if it leaked.
import childProcess, { type ChildProcess, type ForkOptions } from 'node:child_process';
import http from 'node:http';
import type { handle } from '../../../src/app';
import type { loadConfig } from '../../../src/config';
import type { Logger } from '../../../src/logger';
import type { callApi } from '../../../src/tencent/call';
import { LeakWatch } from './leak-watch';

const watch = new LeakWatch();

/** A promise's outcome is an output of the function, whichever it is. */
async function outcome<T>(where: string, running: Promise<T>): Promise<T> {
  try {
    const value = await running;
    watch.output(`${where} returned`, value);
    return value;
  } catch (thrown) {
    watch.output(`${where} threw`, thrown);
    throw thrown;
  }
}

/** Before the level and the list of allowed fields: what is not printed today may be tomorrow. */
const watchedLogger = (log: Logger): Logger => {
  const at =
    (level: keyof Logger): Logger['info'] =>
    (event, fields) => {
      watch.output('a log line', { event, ...fields });
      log[level](event, fields);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
};

interface Bundle {
  main_handler(event: unknown, context: unknown): Promise<unknown>;
}

function given(event: unknown, environment: unknown): void {
  watch.event(event);
  watch.environment(environment);
}

/** What transform.cjs puts around the function's own functions. */
const leakWatchers = {
  handle:
    (real: typeof handle): typeof handle =>
    (event, run, world) => {
      given(event, run.environment);
      return outcome('handle', real(event, run, { ...world, log: watchedLogger(world.log) }));
    },
  loadConfig:
    (real: typeof loadConfig): typeof loadConfig =>
    (env) => {
      watch.environment(env);
      const config = real(env);
      if (!config.ok) watch.output('loadConfig returned', config);
      return config;
    },
  callApi:
    (real: typeof callApi): typeof callApi =>
    (access, connection, call) => {
      const credential = () => {
        const found = access.credential();
        for (const part of Object.values(found ?? {})) watch.secret(part);
        return found;
      };
      return outcome('callApi', real({ ...access, credential }, connection, call));
    },
  bundle: ({ main_handler, ...others }: Bundle): Bundle => ({
    ...others,
    main_handler: (event, context) => {
      const { environment } = (context ?? {}) as { environment?: unknown };
      given(event, environment);
      watch.environment(process.env);
      return outcome('main_handler', main_handler(event, context));
    },
  }),
  console: {
    ...console,
    log: (line: unknown) => {
      watch.output('a printed line', line);
      console.log(line);
    },
  },
};

Object.assign(globalThis, { leakWatch: watch, leakWatchers });

/** The SCF host runs the function in processes of its own: what goes in is given to it, what comes out is from it. */
function watchChild(child: ChildProcess): ChildProcess {
  const send: (message: unknown, ...others: unknown[]) => boolean = child.send.bind(child) as never;
  child.send = (message: unknown, ...others: unknown[]) => {
    const { event, context } = message as { event?: unknown; context?: { environment?: unknown } };
    given(event, context?.environment);
    return send(message, ...others);
  };
  child.on('message', (message) => {
    const { json, ...ending } = message as { json?: string };
    watch.output('the function ended with', json ?? ending);
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => watch.output('a printed line', String(chunk)));
  return child;
}

// Node's own modules are the same object for everybody in this process, so they are put back at the end.
const real = { fork: childProcess.fork, emit: http.Server.prototype.emit };

childProcess.fork = ((file: string, args: string[], options: ForkOptions = {}) => {
  watch.environment(options.env);
  return watchChild(real.fork(file, args, options));
}) as typeof real.fork;

/** Requests that reach a server of the test: signatures of the SDK, whichever process sent them. */
http.Server.prototype.emit = function (this: http.Server, name: string, ...args: unknown[]) {
  const [request] = args;
  if (name === 'request' && request instanceof http.IncomingMessage) watch.event(request.headers);
  return Reflect.apply(real.emit, this, [name, ...args]);
} as typeof real.emit;

afterAll(() => {
  childProcess.fork = real.fork;
  http.Server.prototype.emit = real.emit;
  const findings = watch.findings().map(({ what, where }) => `${where}: ${what}`);
  if (findings.length > 0)
    throw new Error(
      `the function gave away what it must not:\n${findings.slice(0, 20).join('\n')}`,
    );
});
