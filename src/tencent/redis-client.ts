// The port over the official SDK: seven actions of API version 2018-04-12, each within the rate limit of the invocation.
import { noTurn } from '../backup/failures';
import type { Action, RateLimiter } from '../rate-limit/rate-limiter';
import type {
  InstanceRecord,
  Listed,
  ListedBackup,
  Pages,
  RedisApi,
  RegionList,
  RegionTask,
  Started,
  Tag,
  TaskId,
  TaskInfo,
  TaskRecord,
  Window,
} from '../redis-api';
import type { Region } from '../request/ids';
import type { Target } from '../result';
import { type Answer, failed, isLimited } from '../result';
import { type Access, callApi, type Response } from './call';
import { type Connection, openOnce, openPool } from './connection';
import { badReply } from './errors';
import { type FetchPage, readAll, readGrowing, readWalk } from './pagination';
import { readRegions } from './regions';
import { readBackup, readInstance, readTask, readTaskInfo, toTaskId } from './rows';
import { toApiText } from './time';

/** An action that lists, the field with its rows, and how a row is read. */
interface List<T> {
  readonly action: Action;
  readonly field: string;
  readonly read: (row: unknown) => T | undefined;
}

const BACKUPS: List<ListedBackup> = {
  action: 'DescribeInstanceBackups',
  field: 'BackupSet',
  read: readBackup,
};
const TASKS: List<RegionTask> = { action: 'DescribeTaskList', field: 'Tasks', read: readTask };

/**
 * `Status` of DescribeInstanceBackups is always given, because one SDK documents a default that hides running backups.
 * Expired (-1) and deleted (-2) backups are listed too, because they still prove their runs. The newest SDK documents 1
 * and 2 alone, so a list that the API refuses is followed by a shorter one.
 */
const STATUS_LISTS: readonly (readonly number[])[] = [
  [1, 2, 3, 4, -1, -2],
  [1, 2, 3, 4],
  [1, 2],
];

/** `Result` of DescribeTaskList: initialised, executing, completed, failed. */
const ALL_RESULTS = [0, 1, 2, 4];

/** The most rows a page of DescribeInstances may have. Most fleets fit into one page, so their rows cannot shift. */
const INSTANCES_LIMIT = 1000;

export interface RedisClientOptions extends Access {
  readonly limiter: RateLimiter;
}

/** How a call is made, and the clock of its limits: the SDK's, or those of a simulated API. */
export interface Transport {
  readonly call: typeof callApi;
  /** Milliseconds from any fixed point. */
  now(): number;
}

const SDK: Transport = { call: callApi, now: () => performance.now() };

class TencentRedisApi implements RedisApi {
  readonly #options: RedisClientOptions & Transport;
  readonly #pool: Connection;
  /** How many status lists the API has refused in this invocation. */
  #statusListsRefused = 0;

  constructor(options: RedisClientOptions & Transport, pool: Connection) {
    this.#options = options;
    this.#pool = pool;
  }

  async startBackup(target: Target, order: object, timeoutMs: number): Promise<Answer<Started>> {
    const connection = openOnce(this.#options.endpoint.protocol === 'https:');
    try {
      const answer = await this.#options.call(this.#options, connection, {
        action: 'ManualBackupInstance',
        region: target.Region,
        params: { InstanceId: target.InstanceId, ...order },
        timeoutMs,
      });
      return answer.ok ? toStarted(answer.value) : answer;
    } finally {
      // The result does not have to wait until the system has closed the socket.
      setImmediate(connection.close);
    }
  }

  async listBackups(
    target: Target,
    window: Window,
    timeoutMs: number,
  ): Promise<Answer<Listed<ListedBackup>>> {
    const endsAt = this.#options.now() + timeoutMs;
    for (;;) {
      const index = this.#statusListsRefused;
      const filter = { ...toTimeFilter(window), Status: STATUS_LISTS[index] };
      const answer = await this.#readList(BACKUPS, target, filter, endsAt);
      if (!isParameterRefusal(answer) || index + 1 >= STATUS_LISTS.length) return answer;
      this.#statusListsRefused = Math.max(this.#statusListsRefused, index + 1);
    }
  }

  listTasks(
    target: Target,
    window: Window,
    timeoutMs: number,
  ): Promise<Answer<Listed<TaskRecord>>> {
    const filter = { ...toTimeFilter(window), Result: ALL_RESULTS };
    return this.#readList(TASKS, target, filter, this.#options.now() + timeoutMs);
  }

  /** Always with every state: under a shorter list, a backup that expires would leave the list and shift the others. */
  listRegionBackups(list: RegionList): Promise<Answer<Pages<ListedBackup> | undefined>> {
    const { window, maxPages, timeoutMs, region } = list;
    const filter = { ...toTimeFilter(window), Status: STATUS_LISTS[0] };
    const fetchPage = this.#openPages(
      BACKUPS.action,
      region,
      filter,
      this.#options.now() + timeoutMs,
    );
    return readGrowing(fetchPage, BACKUPS.field, BACKUPS.read, maxPages);
  }

  listRegionTasks(list: RegionList): Promise<Answer<Pages<RegionTask> | undefined>> {
    const { window, maxPages, timeoutMs, region } = list;
    const filter = { ...toTimeFilter(window), Result: ALL_RESULTS };
    const fetchPage = this.#openPages(
      TASKS.action,
      region,
      filter,
      this.#options.now() + timeoutMs,
    );
    return readGrowing(fetchPage, TASKS.field, TASKS.read, maxPages);
  }

  /** Ordered by creation, which does not change, so that new instances come last. */
  listInstances(
    region: Region,
    tags: readonly Tag[],
    timeoutMs: number,
  ): Promise<Answer<Pages<InstanceRecord>>> {
    const order = { OrderBy: 'createtime', OrderType: 0 };
    const filter = tags.length === 0 ? order : { ...order, InstanceTags: tags };
    const fetchPage = this.#openPages(
      'DescribeInstances',
      region,
      filter,
      this.#options.now() + timeoutMs,
    );
    return readWalk(fetchPage, 'InstanceSet', readInstance(region), INSTANCES_LIMIT);
  }

  listProductRegions(region: Region, timeoutMs: number): Promise<Answer<readonly Region[]>> {
    return this.#readOne('DescribeProductInfo', region, {}, timeoutMs, readRegions, 'RegionSet');
  }

  readTask({ TaskId, Region }: TaskId, timeoutMs: number): Promise<Answer<TaskInfo>> {
    return this.#readOne('DescribeTaskInfo', Region, { TaskId }, timeoutMs, readTaskInfo, 'Status');
  }

  /** An answer that is no list; without `field` it says nothing. */
  async #readOne<T>(
    action: Action,
    region: string,
    params: Response,
    timeoutMs: number,
    read: (response: Response) => T | undefined,
    field: string,
  ): Promise<Answer<T>> {
    const answer = await this.#read(action, region, params, performance.now() + timeoutMs);
    if (!answer.ok) return answer;
    const value = read(answer.value);
    return value === undefined
      ? failed(badReply(`the answer has no ${field}`))
      : { ok: true, value };
  }

  #readList<T>(
    { action, field, read }: List<T>,
    { InstanceId, Region }: Target,
    filter: object,
    endsAt: number,
  ): Promise<Answer<Listed<T>>> {
    const page = this.#openPages(action, Region, { InstanceId, ...filter }, endsAt);
    return readAll(page, field, read);
  }

  #openPages(action: Action, region: string, filter: object, endsAt: number): FetchPage {
    return (paging) => this.#read(action, region, { ...filter, ...paging }, endsAt);
  }

  /** One read in its turn. `endsAt` is on the clock of `this.#options.now()`; the wait for the turn counts. */
  async #read(
    action: Action,
    region: string,
    params: Response,
    endsAt: number,
  ): Promise<Answer<Response>> {
    const { limiter, now } = this.#options;
    const leftMs = () => Math.max(1, Math.ceil(endsAt - now()));
    if (!(await limiter.acquire(action, leftMs()))) return failed(noTurn(action));
    const startedAt = now();
    const call = { action, region, params, timeoutMs: leftMs() };
    const answer = await this.#options.call(this.#options, this.#pool, call);
    const kind = !answer.ok && isLimited(answer.failure) ? 'throttled' : 'success';
    limiter.record(action, { kind, tookMs: now() - startedAt });
    return answer;
  }
}

const toTimeFilter = ({ from, to }: Window) => ({
  BeginTime: toApiText(from),
  EndTime: toApiText(to),
});

const isParameterRefusal = (answer: Answer<unknown>): boolean =>
  !answer.ok && answer.failure.code.startsWith('InvalidParameter') && answer.failure.status === 400;

/** A response without a `TaskId` does not say that a backup was started, so it is a failure. */
function toStarted(response: Response): Answer<Started> {
  const TaskId = toTaskId(response.TaskId);
  if (TaskId === undefined) return failed(badReply('the answer has no TaskId'));
  const RequestId = typeof response.RequestId === 'string' ? response.RequestId : '';
  return { ok: true, value: { TaskId, RequestId } };
}

/** The API for one invocation. `close` destroys its sockets; none outlives the invocation. */
export function openRedisClient(
  options: RedisClientOptions,
  transport = SDK,
): { readonly api: RedisApi; close(): void } {
  const pool = openPool(options.endpoint.protocol === 'https:');
  return { api: new TencentRedisApi({ ...options, ...transport }, pool), close: pool.close };
}
