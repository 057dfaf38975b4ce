// One function instance: a child process that loads the bundle once and then runs one event at a time.
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { ContextData } from './context';
import { LogReader } from './log-reader';

const WORKER = join(__dirname, 'worker.cjs');

/** Loading the module has a limit of its own: CreateFunction's InitTimeout, 65 s unless set. */
const INIT_LIMIT_MS = 65_000;

export interface Job {
  event: unknown;
  context: ContextData;
  /** Is there a `getRemainingTimeInMillis` in the context? */
  remainingTime: boolean;
}

/** How an invocation ended. After `exited` and `timed out` the instance is gone. */
export type Ending =
  | { type: 'returned'; json: string }
  | { type: 'threw'; name: string; message: string; stack: string }
  | { type: 'no handler' }
  | { type: 'exited'; how: string }
  | { type: 'timed out' };

type Message = Ending | { type: 'ready' };

export interface Run {
  ending: Ending;
  log: string[];
  durationMs: number;
  coldStart: boolean;
}

export class Instance {
  busy = false;
  /** Resolves when the process is gone and all it printed has been read. */
  readonly closed: Promise<void>;
  readonly #child: ChildProcess;
  readonly #loaded: Promise<'ready' | Ending>;
  readonly #streams: LogReader[];
  #log: string[] = [];
  #cold = true;
  #gone: Ending | undefined;
  #ready: () => void = () => {};
  #end: (ending: Ending) => void = () => {};

  /**
   * @param file absolute path of the bundle
   * @param environment all of the child's process.env
   * @param onLine told of each line of its log as it comes
   */
  constructor(
    file: string,
    exportName: string,
    environment: Record<string, string>,
    onLine: (line: string) => void = () => {},
  ) {
    this.#child = fork(WORKER, [file, exportName], {
      env: environment,
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.closed = this.#watch();
    this.#loaded = Promise.race([this.#loading(), this.#ending()]);
    const keep = (line: string): void => {
      this.#log.push(line);
      onLine(line);
    };
    this.#streams = [this.#child.stdout, this.#child.stderr].flatMap((stream) =>
      stream === null ? [] : [new LogReader(stream, keep)],
    );
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Runs one event; never rejects. The time limit starts when the module is loaded. */
  async run(job: Job, limitMs: number): Promise<Run> {
    const coldStart = this.#cold;
    this.#cold = false;
    // Not waited for again: what waits for a promise is kept as long as the promise, here as long as the instance.
    const loaded = coldStart ? await this.#within(INIT_LIMIT_MS, this.#loaded) : 'ready';
    const startedAt = performance.now();
    const ending = loaded === 'ready' ? await this.#handle(job, limitMs) : loaded;
    const durationMs = Math.round(performance.now() - startedAt);
    await this.#logRead();
    if (loaded !== 'ready') await this.kill();
    const log = this.#log;
    this.#log = [];
    return { ending, log, durationMs, coldStart };
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.closed;
  }

  #handle(job: Job, limitMs: number): Promise<Ending> {
    const ending = this.#ending();
    // A worker that is gone answers through #watch, so the failed send need not be looked at.
    this.#child.send(job, () => {});
    return this.#within(limitMs, ending);
  }

  #loading(): Promise<'ready'> {
    return new Promise((resolve) => {
      this.#ready = () => resolve('ready');
    });
  }

  /** The worker's next word on how an event, or its own loading, ended; or its end. */
  #ending(): Promise<Ending> {
    const gone = this.#gone;
    if (gone !== undefined) return Promise.resolve(gone);
    return new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  #watch(): Promise<void> {
    this.#child.on('message', (message: Message) =>
      message.type === 'ready' ? this.#ready() : this.#end(message),
    );
    return new Promise((resolve) => {
      const leave = (how: string): void => {
        this.#gone = { type: 'exited', how };
        this.#end(this.#gone);
        resolve();
      };
      this.#child.once('error', (error) => leave(error.message));
      // `close` comes after `exit`, when stdout and stderr have been read to their ends.
      this.#child.once('close', (code, signal) => leave(signal ?? `exit code ${code}`));
    });
  }

  /** SCF recycles an instance that overran: the process is killed in the middle of whatever it does. */
  async #within<T>(limitMs: number, reply: Promise<T>): Promise<T | Ending> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, limitMs, 'late');
    });
    const first = await Promise.race([reply, late]);
    clearTimeout(timer);
    if (first !== 'late') return first;
    await this.kill();
    return { type: 'timed out' };
  }

  async #logRead(): Promise<void> {
    if (this.#gone === undefined) await Promise.all(this.#streams.map((stream) => stream.mark()));
  }
}
