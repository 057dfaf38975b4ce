// A scene: whole deliveries of several processes, on the local cloud's own model of the API, in time made by hand.
//
//   const scene = createScene({ dialect: { 'backup-listed': '30 s after the end' } });
//   scene.next('ManualBackupInstance', { lost: 'answer' });
//   const first = scene.deliver({ run: 'monday', via: 'timer' });
//   const again = scene.deliver({ run: 'monday', via: 'timer', at: 60_000 });
//   await scene.run();
//   first.told, again.told, scene.backups(), scene.duplicates()
//
// Everything from the event to the SDK is the function's own code; the SDK, the network and the API are the scene's.
// Each delivery has a process of its own, as after a cold start, unless it names one.
import { Bucket } from '../../emulator/cos/bucket';
import type { CosReadings } from '../../emulator/cos/server';
import type { Dialect } from '../../emulator/redis/dialect';
import { DEFAULT_DIALECT } from '../../emulator/redis/dialect-reader';
import { backupState } from '../../emulator/redis/model/backups';
import type { Behaviour } from '../../emulator/redis/model/behaviour';
import { createModel, type Model } from '../../emulator/redis/model/model';
import type { Backup } from '../../emulator/redis/model/state';
import type { BackupState, SeedInstance } from '../../emulator/redis/types';
import { handle } from '../../src/app';
import { RunMemory } from '../../src/backup/run-memory';
import { TIMING } from '../../src/backup/state';
import { loadConfig } from '../../src/config';
import type { Deps, OpenApi } from '../../src/context';
import { createLogger } from '../../src/logger';
import { openRedisClient } from '../../src/tencent/redis-client';
import { type Settings, TOKEN } from './deps';
import { sha256 } from './hash';
import { toEvent, type Via } from './scene/event';
import { openLeaseWire } from './scene/lease-wire';
import { Process, Timeline } from './scene/timeline';
import { readTold, type Told } from './scene/told';
import { openWire, type Trouble, type WireCall } from './scene/wire';

export type { Told, Trouble, Via, WireCall };

export const INSTANCE = 'crs-demo0001';

export interface SceneOptions {
  readonly dialect?: Partial<Dialect>;
  /** What is set here by number wins over the dialect. A backup takes 30 s. */
  readonly behaviour?: Partial<Behaviour>;
  readonly instances?: readonly SeedInstance[];
  /** From the sending of a call to its answer. */
  readonly latencyMs?: number;
  readonly settings?: Settings;
  /** Strict mode: a bucket for leases, whose calls are `COS PUT` and `COS GET`. */
  readonly leases?: boolean;
  /** In [0, 1), for the function and for the API; always 0.5 unless given. */
  readonly random?: () => number;
}

export interface DeliveryOptions {
  /** The run it belongs to; the same run is the same event. */
  readonly run: string;
  readonly via?: Via;
  /** Milliseconds after the start of the scene; default 0. */
  readonly at?: number;
  /** The process that it comes to, a warm one when it has had another delivery; default one of its own. */
  readonly process?: string;
  /** Default: a backup of the first instance. Several are the records of one CKafka batch. */
  readonly request?: object | readonly [object, ...object[]];
  /** Takes the place of the event that is made of `via`, `run` and `request`. */
  readonly event?: unknown;
  readonly limitMs?: number;
  /** How long after a failure the platform delivers it again, each time. */
  readonly redeliveredAfterMs?: readonly number[];
  /** That the platform ends it, or its process dies, is what the scene is about. */
  readonly mayDie?: boolean;
}

export interface Delivery {
  readonly number: number;
  readonly run: string;
  /** As it was given, with its defaults. */
  readonly options: DeliveryOptions & { readonly via: Via; readonly at: number };
  /** One row a target; empty until it has ended, and for ever when its process has died. */
  readonly told: readonly Told[];
  /** What the function returned, or the error it threw. */
  readonly result: unknown;
  /** Whether the platform has seen a failure. */
  readonly threw: boolean;
  /** Milliseconds after the start of the scene; undefined while it runs, and when its process has died. */
  readonly endedAt: number | undefined;
  /** The log, a parsed line an entry. */
  readonly lines: readonly Record<string, unknown>[];
  readonly calls: readonly WireCall[];
  /** The one that repeats it, made by `redeliveredAfterMs`. */
  readonly redelivery: Delivery | undefined;
}

type Open = { -readonly [Name in keyof Delivery]: Delivery[Name] } & {
  readonly lines: Record<string, unknown>[];
  readonly calls: WireCall[];
  isOver: boolean;
};

/** A backup with the delivery that started it; none: somebody else's. */
export interface SceneBackup extends Backup {
  readonly state: BackupState;
  readonly run: string | undefined;
  readonly delivery: Delivery | undefined;
  /** The write that started it. */
  readonly call: WireCall | undefined;
}

export interface NextOptions {
  /** Only calls of this delivery, or of any delivery that comes to this process. */
  readonly delivery?: Delivery;
  readonly process?: string;
  /** So many calls pass first. */
  readonly skip?: number;
  /** So many calls meet it; default 1. */
  readonly times?: number;
}

interface Script extends NextOptions {
  readonly action: string;
  readonly trouble: Trouble | (() => Trouble);
  skipped: number;
  met: number;
}

interface Starter {
  readonly delivery: Delivery;
  readonly call: WireCall;
}

/** What lives as long as a process of the function does; the same for every delivery it gets. */
interface Host {
  readonly process: Process;
  readonly fixed: Omit<Deps, 'log' | 'openApi'>;
}

const DEFAULT_LATENCY_MS = 80;
const DEFAULT_LIMIT_MS = 900_000;
const TASK_MS = 30_000;
const READ_LAG_MS = 2_000;
const CREDENTIAL = { secretId: 'AKIDofthetests0001', secretKey: 'secret-key-of-the-tests' };

export class Scene {
  readonly timeline = new Timeline();
  readonly model: Model;
  /** Of the leases, if there are any. */
  readonly bucket: Bucket;
  readonly deliveries: Delivery[] = [];
  /** Every call in the order of its sending. */
  readonly calls: (WireCall & { readonly delivery: Delivery })[] = [];
  readonly #options: SceneOptions;
  readonly #random: () => number;
  readonly #hosts = new Map<string, Host>();
  /** By the number of the delivery. */
  readonly #processes = new Map<number, Process>();
  readonly #firedAt = new Map<string, number>();
  readonly #scripts: Script[] = [];
  /** By the parameters of the write. */
  readonly #writers = new Map<unknown, Starter>();
  readonly #starters = new Map<string, Starter>();
  readonly #racing = new Map<string, number>();
  #tokens = 0;
  #planned = 0;

  constructor(options: SceneOptions) {
    const { dialect = {}, behaviour = {}, instances = [{ instanceId: INSTANCE }] } = options;
    this.#options = options;
    this.#random = options.random ?? (() => 0.5);
    this.bucket = new Bucket(
      () => this.timeline.now,
      'never',
      () => (this.#readings()['lease-read'] === 'read at once' ? 0 : READ_LAG_MS),
    );
    this.model = createModel({
      dialect,
      instances,
      behaviour: { taskMs: TASK_MS, ...behaviour },
      now: () => this.timeline.now,
      random: this.#random,
      onStarted: (params, { backupId }) => {
        const starter = this.#writers.get(params);
        if (starter !== undefined) this.#starters.set(backupId, starter);
      },
    });
  }

  /** Milliseconds since the start of the scene. */
  get now(): number {
    return this.timeline.now - this.timeline.startedAt;
  }

  /** A process by its name, for what happens to it: it stands still, dies, or its wall clock is set. */
  process(name: string): Process {
    return this.#host(name).process;
  }

  /** Lets something happen at that time; milliseconds since the start. */
  at(ms: number, happen: () => void): void {
    this.#planned += 1;
    void this.timeline.until(this.timeline.startedAt + ms).then(() => {
      happen();
      this.#planned -= 1;
    });
  }

  /** The next call of this action, or of any (`*`), meets a trouble. */
  next(action: string, trouble: Script['trouble'], options: NextOptions = {}): void {
    this.#scripts.push({ ...options, action, trouble, skipped: 0, met: 0 });
  }

  /** Plans a delivery; `run` lets it come. */
  deliver(options: DeliveryOptions): Delivery {
    const { run, via = 'timer', at = 0 } = options;
    const number = this.deliveries.length + 1;
    const delivery: Open = {
      ...{ number, run, options: { ...options, via, at } },
      ...{ told: [], result: undefined, threw: false, endedAt: undefined, lines: [], calls: [] },
      ...{ redelivery: undefined, isOver: false },
    };
    this.deliveries.push(delivery);
    if (!this.#firedAt.has(run)) this.#firedAt.set(run, this.timeline.startedAt + at);
    this.at(at, () => void this.#handle(delivery));
    return delivery;
  }

  /** Until every delivery has ended or died; or, if given, so long after the start. */
  async run(untilMs?: number): Promise<void> {
    const isOver = () =>
      untilMs === undefined &&
      this.#planned === 0 &&
      this.deliveries.every((delivery) => (delivery as Open).isOver);
    const end = untilMs === undefined ? undefined : this.timeline.startedAt + untilMs;
    await this.timeline.run(isOver, end);
    if (end !== undefined) this.timeline.now = Math.max(this.timeline.now, end);
  }

  /** Every backup in the order in which they were started, as it is now. */
  backups(instanceId?: string): SceneBackup[] {
    return this.model.state.backups
      .filter((backup) => instanceId === undefined || backup.instanceId === instanceId)
      .map((backup) => this.#toSceneBackup(backup));
  }

  /** Those that a delivery has started. */
  ownBackups(): SceneBackup[] {
    return this.model.state.backups
      .filter(({ backupId }) => this.#starters.has(backupId))
      .map((backup) => this.#toSceneBackup(backup));
  }

  #toSceneBackup(backup: Backup): SceneBackup {
    const { delivery, call } = this.#starters.get(backup.backupId) ?? {};
    const state = backupState(backup, this.timeline.now);
    return { ...backup, state, delivery, call, run: delivery?.run };
  }

  /** The backups of each run and instance that has more than one, failed ones apart, by `crs-demo0001 monday`. */
  doubles(): ReadonlyMap<string, readonly SceneBackup[]> {
    const groups = new Map<string, SceneBackup[]>();
    for (const backup of this.ownBackups()) {
      const { instanceId, run, outcome, delivery } = backup;
      if (run === undefined || outcome !== 'succeed') continue;
      const isNamed = delivery?.options.via !== 'http without a key';
      const name = `${instanceId} ${run}${isNamed ? '' : ` delivery ${delivery?.number}`}`;
      groups.set(name, [...(groups.get(name) ?? []), backup]);
    }
    return new Map([...groups].filter(([, backups]) => backups.length > 1));
  }

  /** The same as texts: `crs-demo0001 monday: 2`. */
  duplicates(): string[] {
    return [...this.doubles()].map(([name, { length }]) => `${name}: ${length}`);
  }

  /** The process that a delivery has come to, or will. */
  processOf({ number, options }: Delivery): Process {
    return this.#processes.get(number) ?? this.process(options.process ?? `process-${number}`);
  }

  #host(name: string): Host {
    const known = this.#hosts.get(name);
    if (known?.process.isDead === false) return known;
    const process = new Process(this.timeline, this.#random);
    let texts = 0;
    const host: Host = {
      process,
      fixed: {
        config: loadConfig({ WEBHOOK_SECRETS: TOKEN, ...this.#options.settings }),
        version: '1.2.3',
        clock: process.clock,
        sha256,
        timing: TIMING,
        memory: new RunMemory(),
        findings: {},
        uniqueText: () => {
          texts += 1;
          return `${name}-${texts}`;
        },
      },
    };
    this.#hosts.set(name, host);
    return host;
  }

  async #handle(delivery: Open): Promise<void> {
    const { number, run, options } = delivery;
    const { via, limitMs = DEFAULT_LIMIT_MS, request = { InstanceId: INSTANCE } } = options;
    const { process, fixed } = this.#host(options.process ?? `process-${number}`);
    this.#processes.set(number, process);
    const requests = Array.isArray(request) ? (request as [object, ...object[]]) : [request];
    const event =
      options.event ?? toEvent(via, run, requests as [object], this.#firedAt.get(run) ?? 0);
    const invocation = {
      invocationId: `delivery-${number}`,
      ...{ functionName: 'backup-test', namespace: 'default', region: 'ap-guangzhou' },
      ...{ deadline: process.clock.now() + limitMs, environment: undefined },
    };
    const deps: Deps = {
      ...fixed,
      log: createLogger({
        level: 'debug',
        invocationId: invocation.invocationId,
        write: (line) => delivery.lines.push(JSON.parse(line)),
      }),
      openApi: (_config, limiter) => this.#openApi(delivery, process, limiter, fixed.findings),
    };
    void this.#endAtLimit(delivery, process, limitMs);
    const end = (result: unknown, threw: boolean) => this.#end(delivery, result, threw);
    await handle(event, invocation, deps).then(
      (result) => end(result, false),
      (error) => end(error, true),
    );
  }

  #readings(): CosReadings {
    return { ...DEFAULT_DIALECT, ...this.#options.dialect };
  }

  #openLeases(delivery: Open, process: Process): Pick<OpenApi, 'leaseStore'> {
    const { bucket, timeline } = this;
    const { latencyMs = DEFAULT_LATENCY_MS, leases = false } = this.#options;
    if (!leases) return {};
    const leaseStore = openLeaseWire({
      ...{ bucket, timeline, process, latencyMs: latencyMs / 4, racing: this.#racing },
      readings: this.#readings(),
      newToken: () => {
        this.#tokens += 1;
        return `token-${this.#tokens}`;
      },
      onCall: (call) => this.#meet(delivery, call),
    });
    return { leaseStore };
  }

  #openApi(
    delivery: Open,
    process: Process,
    limiter: Parameters<Deps['openApi']>[1],
    findings: Deps['findings'],
  ) {
    const { model, timeline } = this;
    const { latencyMs = DEFAULT_LATENCY_MS } = this.#options;
    const endpoint = { protocol: 'http:', host: 'simulated' } as const;
    const onCall = (call: WireCall) => this.#meet(delivery, call);
    const opened = openRedisClient(
      { endpoint, limiter, findings, credential: () => CREDENTIAL },
      openWire({ model, timeline, process, latencyMs, onCall }),
    );
    return { ...opened, ...this.#openLeases(delivery, process) };
  }

  #meet(delivery: Open, call: WireCall): Trouble {
    delivery.calls.push(call);
    this.calls.push(Object.assign(call, { delivery: delivery as Delivery }));
    this.#writers.set(call.params, { delivery, call });
    const script = this.#scripts.find((one) => this.#isMeant(one, delivery, call));
    if (script === undefined) return {};
    script.met += 1;
    return typeof script.trouble === 'function' ? script.trouble() : script.trouble;
  }

  #isMeant(script: Script, delivery: Delivery, call: WireCall): boolean {
    const { action, skip = 0, times = 1 } = script;
    if (script.met >= times || (action !== '*' && action !== call.action)) return false;
    if (script.delivery !== undefined && script.delivery !== delivery) return false;
    if (script.process !== undefined && script.process !== delivery.options.process) return false;
    script.skipped += 1;
    return script.skipped > skip;
  }

  /** The platform ends it at its limit, whatever it is doing. */
  async #endAtLimit(delivery: Open, process: Process, limitMs: number): Promise<void> {
    await this.timeline.until(this.timeline.now + limitMs);
    if (delivery.isOver) return;
    process.end();
    delivery.threw = true;
    this.#finish(delivery);
  }

  #end(delivery: Open, result: unknown, threw: boolean): void {
    delivery.result = result;
    delivery.told = readTold(result);
    delivery.threw = threw;
    delivery.endedAt = this.now;
    this.#finish(delivery);
  }

  #finish(delivery: Open): void {
    delivery.isOver = true;
    const [afterMs, ...redeliveredAfterMs] = delivery.options.redeliveredAfterMs ?? [];
    if (!delivery.threw || afterMs === undefined) return;
    const at = this.now + afterMs;
    delivery.redelivery = this.deliver({ ...delivery.options, at, redeliveredAfterMs });
  }
}

export const createScene = (options: SceneOptions = {}): Scene => new Scene(options);
