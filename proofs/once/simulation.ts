// A cloud without sockets: the emulator's own actions behind the port of the backup service, in time made by hand.
import { readDialect } from '../../emulator/redis/dialect-reader';
import { ACTIONS } from '../../emulator/redis/model/actions/index';
import { ApiError } from '../../emulator/redis/model/errors';
import { initialState } from '../../emulator/redis/model/seed';
import type { State } from '../../emulator/redis/model/state';
import type { Behaviour } from '../../emulator/redis/options';
import type { BackupOrder, RedisApi, Window } from '../../src/redis-api';
import type { Target } from '../../src/result';
import { type Answer, type Failure, failed } from '../../src/result';
import { findRow } from '../../src/tencent/error-table';
import { readAll } from '../../src/tencent/pagination';
import { readBackup, readTask, toTaskId } from '../../src/tencent/rows';
import { toApiText } from '../../src/tencent/time';
import { withoutFleet } from '../../test/support/fake-api';

export const INSTANCES = ['crs-first001', 'crs-second01'] as const;

/** What the next write or reading meets. `stall`: no reply until the caller gives up; else an error code, at once. */
export interface Trouble {
  readonly how: 'stall' | 'ClientError.NoReply' | 'ClientError.BadReply' | (string & {});
  /** Of a write: whether it is carried out all the same. */
  readonly executed: boolean;
  /** Carried out only this long after the call has ended. */
  readonly lateMs?: number;
}

export interface World extends Behaviour {
  /** How long any call takes that is not in trouble. */
  readonly latencyMs: number;
  /** Whether the API refuses a second backup of an instance while one is made; documented, but not proven. */
  readonly locks: boolean;
  /** How many characters of a remark it keeps; all of them unless given. */
  readonly keptOfRemark?: number;
}

/** Automatic backups are listed at once, whatever the world says of manual ones. */
export const DIALECT = readDialect({ 'automatic-lag': 'listed at once' });

type Fields = Readonly<Record<string, unknown>>;

export const failure = (code: string): Failure => ({ ...findRow(code), message: `told ${code}` });

export class Simulation {
  /** Epoch milliseconds. */
  now = Date.UTC(2026, 0, 2, 3, 4, 5);
  state: State;
  readonly writeTroubles: Trouble[] = [];
  readonly readTroubles: Trouble[] = [];
  /** What happens as soon as the next list of an instance has been read, and before anything else is. */
  readonly afterLists = new Map<string, () => void>();
  /** Writes whose callers have given up and that are still to be carried out. */
  late = 0;
  /** In the order in which they wake. */
  readonly #sleepers: { at: number; wake: () => void }[] = [];

  constructor(readonly world: World) {
    const seeds = INSTANCES.map((instanceId) => ({ instanceId }));
    this.state = initialState(seeds, this.now);
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => {
      const at = this.now + Math.max(0, ms);
      const later = this.#sleepers.findIndex((one) => one.at > at);
      this.#sleepers.splice(later < 0 ? this.#sleepers.length : later, 0, { at, wake });
    });
  }

  /** Lets `ms` pass: everybody wakes in order, and goes as far as it can before time goes on. */
  async advance(ms: number): Promise<void> {
    const until = this.now + ms;
    for (;;) {
      // Nothing here waits for a socket or a timer, so that one turn of the event loop runs everything that can run.
      await new Promise(setImmediate);
      const next = this.#sleepers[0];
      if (next === undefined || next.at > until) break;
      this.#sleepers.shift();
      this.now = Math.max(this.now, next.at);
      next.wake();
    }
    this.now = until;
  }

  /** The port as the service knows it. */
  readonly api: RedisApi = withoutFleet({
    startBackup: async ({ InstanceId, Region }, order, timeoutMs) => {
      const Remark = order.Remark.slice(0, this.world.keptOfRemark);
      const params = { InstanceId, ...order, Remark };
      const reply = await this.#call('ManualBackupInstance', Region, params, timeoutMs);
      const TaskId = reply.ok ? toTaskId(reply.value.TaskId) : undefined;
      if (!reply.ok) return reply;
      return TaskId === undefined
        ? failed(failure('ClientError.BadReply'))
        : { ok: true, value: { TaskId, RequestId: 'simulated' } };
    },
    listBackups: (target, window, timeoutMs) => {
      const Status = this.world.statusFilter === 'newest' ? [1, 2] : [1, 2, 3, 4, -1, -2];
      const asked = { action: 'DescribeInstanceBackups', window, filter: { Status } };
      return this.#list(target, asked, timeoutMs, 'BackupSet', readBackup);
    },
    listTasks: (target, window, timeoutMs) => {
      const asked = { action: 'DescribeTaskList', window, filter: { Result: [0, 1, 2, 4] } };
      return this.#list(target, asked, timeoutMs, 'Tasks', readTask);
    },
  });

  #list<T>(
    { InstanceId, Region }: Target,
    { action, window, filter }: { action: string; window: Window; filter: Fields },
    timeoutMs: number,
    field: string,
    read: (row: unknown) => T | undefined,
  ) {
    const endsAt = this.now + timeoutMs;
    const times = { BeginTime: toApiText(window.from), EndTime: toApiText(window.to) };
    const fetchPage = (paging: object) => {
      const params = { InstanceId, ...times, ...filter, ...paging };
      return this.#call(action, Region, params, endsAt - this.now);
    };
    return readAll(fetchPage, field, read);
  }

  /** There and back: the action runs half-way, if it runs at all. */
  async #call(
    action: string,
    region: string,
    params: BackupOrder | Fields,
    timeoutMs: number,
  ): Promise<Answer<Fields>> {
    const troubles = action === 'ManualBackupInstance' ? this.writeTroubles : this.readTroubles;
    const trouble = troubles.shift();
    const { latencyMs } = this.world;
    const thereMs = Math.min(latencyMs / 2, timeoutMs);
    const endMs = trouble?.how === 'stall' ? timeoutMs : Math.min(latencyMs, timeoutMs);
    await this.sleep(thereMs);
    const run = () => this.#run(action, region, params);
    if (trouble === undefined) {
      const reply = run();
      await this.sleep(endMs - thereMs);
      return latencyMs > timeoutMs ? failed(failure('ClientError.NoReply')) : reply;
    }
    if (trouble.executed && trouble.lateMs === undefined) run();
    await this.sleep(endMs - thereMs);
    if (trouble.executed && trouble.lateMs !== undefined) void this.#runLate(trouble.lateMs, run);
    return failed(failure(trouble.how === 'stall' ? 'ClientError.NoReply' : trouble.how));
  }

  async #runLate(ms: number, run: () => void): Promise<void> {
    this.late += 1;
    await this.sleep(ms);
    run();
    this.late -= 1;
  }

  #run(name: string, region: string, params: BackupOrder | Fields): Answer<Fields> {
    const reply = this.#act(name, region, params);
    const { InstanceId } = params as Fields;
    if (name !== 'ManualBackupInstance') this.#afterList(String(InstanceId));
    return reply;
  }

  #afterList(instanceId: string): void {
    const happen = this.afterLists.get(instanceId);
    this.afterLists.delete(instanceId);
    happen?.();
  }

  #act(name: string, region: string, params: unknown): Answer<Fields> {
    const { state, now, world } = this;
    const isBlind = name === 'ManualBackupInstance' && !world.locks;
    // An API that does not look whether the instance has a task under way.
    const seen = isBlind ? { ...state, tasks: [] } : state;
    try {
      const scene = {
        state: seen,
        now,
        region,
        behaviour: world,
        dialect: DIALECT,
        random: () => 0,
      };
      const result = ACTIONS.get(name)?.run(params, scene);
      const next = result?.state ?? seen;
      this.state = isBlind ? { ...next, tasks: [...state.tasks, ...next.tasks] } : next;
      return { ok: true, value: result?.reply ?? {} };
    } catch (error) {
      if (error instanceof ApiError) return failed(failure(error.code));
      throw error;
    }
  }
}
