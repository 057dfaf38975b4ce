// The port over the official SDK: seven actions of API version 2018-04-12, each within the rate limit of the invocation.
import { noTurn } from '../backup/failures';
import type { Action, RateLimiter } from '../rate-limit/rate-limiter';
import type {
  ApiFindings,
  InstanceRecord,
  Listed,
  ListedBackup,
  Pages,
  RedisApi,
  RegionList,
  RegionTask,
  SendLimits,
  Started,
  Tag,
  TaskId,
  TaskInfo,
  TaskRecord,
  Window,
} from '../redis-api';
import type { Region } from '../request/ids';
import type { Target } from '../result';
import { type Answer, failed, isLimited, isTransport } from '../result';
import { type Access, callApi, type Response } from './call';
import { type Connection, openOnce, openPool } from './connection';
import { badReply } from './errors';
import { type FetchPage, type RowReader, readAll, readWalk } from './pagination';
import { readRegions } from './regions';
import { readBackup, readInstance, readTask, readTaskInfo, toTaskId } from './rows';
import { toApiText } from './time';

/** An action that lists, and how its rows are read. */
interface List<T> extends RowReader<T> {
  readonly action: Action;
}

const BACKUPS: List<ListedBackup> = {
  action: 'DescribeInstanceBackups',
  field: 'BackupSet',
  read: readBackup,
  idOf: ({ BackupId }) => BackupId,
};
const TASKS: List<RegionTask> = {
  action: 'DescribeTaskList',
  field: 'Tasks',
  read: readTask,
  idOf: ({ TaskId }) => TaskId,
};

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

/** The most rows a page of DescribeInstances may have. Most fleets fit into one page, so their rows cannot shift. */
const INSTANCES_LIMIT = 1000;

export interface RedisClientOptions extends Access {
  readonly limiter: RateLimiter;
  /** What the API has shown in earlier invocations, and shows in this one. */
  readonly findings: ApiFindings;
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
  /** The call that finds out which states the API takes; it never rejects. */
  #findingStatusList: Promise<unknown> | undefined;

  constructor(options: RedisClientOptions & Transport, pool: Connection) {
    this.#options = options;
    this.#pool = pool;
  }

  async startBackup(target: Target, order: object, limits: SendLimits): Promise<Answer<Started>> {
    const connection = openOnce(this.#options.endpoint.protocol === 'https:', limits.mayLeave);
    try {
      const answer = await this.#options.call(this.#options, connection, {
        action: 'ManualBackupInstance',
        region: target.Region,
        params: { InstanceId: target.InstanceId, ...order },
        ...limits,
      });
      return answer.ok ? toStarted(answer.value) : answer;
    } finally {
      // The result does not have to wait until the system has closed the socket.
      setImmediate(connection.close);
    }
  }

  listBackups(
    { InstanceId, Region }: Target,
    window: Window,
    timeoutMs: number,
  ): Promise<Answer<Listed<ListedBackup>>> {
    const endsAt = this.#options.now() + timeoutMs;
    return this.#withStatusList((Status) => {
      const filter = { InstanceId, ...toTimeFilter(window), Status };
      return readAll(this.#openPages(BACKUPS.action, Region, filter, endsAt), BACKUPS);
    });
  }

  /** No end is given: some readings take it for the end of the task, and then list no running task. No result is given either. */
  listTasks(
    { InstanceId, Region }: Target,
    from: number,
    timeoutMs: number,
  ): Promise<Answer<Listed<TaskRecord>>> {
    const filter = { InstanceId, BeginTime: toApiText(from) };
    const endsAt = this.#options.now() + timeoutMs;
    return readAll(this.#openPages(TASKS.action, Region, filter, endsAt), TASKS);
  }

  listRegionBackups(list: RegionList): Promise<Answer<Pages<ListedBackup> | undefined>> {
    const { window, maxPages, timeoutMs, region } = list;
    const endsAt = this.#options.now() + timeoutMs;
    return this.#withStatusList((Status) => {
      const filter = { ...toTimeFilter(window), Status };
      return readWalk(this.#openPages(BACKUPS.action, region, filter, endsAt), BACKUPS, {
        maxPages,
      });
    });
  }

  listRegionTasks(list: RegionList): Promise<Answer<Pages<RegionTask> | undefined>> {
    const { window, maxPages, timeoutMs, region } = list;
    const filter = { BeginTime: toApiText(window.from) };
    const endsAt = this.#options.now() + timeoutMs;
    return readWalk(this.#openPages(TASKS.action, region, filter, endsAt), TASKS, { maxPages });
  }

  /** Ordered by creation, which does not change, so that new instances come last. */
  async listInstances(
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
    const reader = { field: 'InstanceSet', read: readInstance(region) };
    const answer = await readWalk(fetchPage, reader, { limit: INSTANCES_LIMIT });
    if (!answer.ok) return answer;
    const { value } = answer;
    return value === undefined ? failed(badReply('InstanceSet has no end')) : { ok: true, value };
  }

  listProductRegions(region: Region, timeoutMs: number): Promise<Answer<readonly Region[]>> {
    return this.#readOne('DescribeProductInfo', region, {}, timeoutMs, readRegions, 'RegionSet');
  }

  readTask({ TaskId, Region }: TaskId, timeoutMs: number): Promise<Answer<TaskInfo>> {
    return this.#readOne('DescribeTaskInfo', Region, { TaskId }, timeoutMs, readTaskInfo, 'Status');
  }

  /** Reads an answer that is not a list; one without `field` is a failure. */
  async #readOne<T>(
    action: Action,
    region: string,
    params: Response,
    timeoutMs: number,
    read: (response: Response) => T | undefined,
    field: string,
  ): Promise<Answer<T>> {
    const endsAt = this.#options.now() + timeoutMs;
    const answer = await this.#read(action, region, params, endsAt);
    if (!answer.ok) return answer;
    const value = read(answer.value);
    return value === undefined
      ? failed(badReply(`the answer has no ${field}`))
      : { ok: true, value };
  }

  /**
   * Asks with the longest list of states that the API takes. While that is not known, one call finds it out and the others
   * wait for it, so that a fleet is not refused as a whole.
   */
  async #withStatusList<T>(
    ask: (statuses: readonly number[]) => Promise<Answer<T>>,
  ): Promise<Answer<T>> {
    await this.#findingStatusList;
    const answer = this.#stepDown(ask);
    if (this.#options.findings.statusList === undefined) this.#findingStatusList = answer;
    return answer;
  }

  /**
   * A list that is refused is followed by a shorter one, which is kept once it has been answered. A refusal that may be
   * a fault of the moment says nothing about a list that was answered before, and is no reason to keep a shorter one.
   */
  async #stepDown<T>(ask: (statuses: readonly number[]) => Promise<Answer<T>>): Promise<Answer<T>> {
    const { findings } = this.#options;
    const known = STATUS_LISTS.findIndex((list) => list.join() === findings.statusList);
    let isCertain = true;
    for (let index = Math.max(0, known); ; index += 1) {
      const statuses = STATUS_LISTS[index] ?? [];
      const answer = await ask(statuses);
      if (answer.ok && isCertain) findings.statusList = statuses.join();
      if (!isListRefused(answer) || index + 1 >= STATUS_LISTS.length) return answer;
      isCertain &&= !answer.failure.retryable;
      if (known >= 0 && !isCertain) return answer;
    }
  }

  #openPages(action: Action, region: string, filter: object, endsAt: number): FetchPage {
    return (paging) => this.#read(action, region, { ...filter, ...paging }, endsAt);
  }

  /** One read in its turn. `endsAt` is on the transport's clock; the wait for the turn counts. */
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
    if (answer.ok) noteRows(this.#options.findings, answer.value);
    return answer;
  }
}

/** Keeps the most rows that a page has had. */
function noteRows(findings: ApiFindings, response: Response): void {
  const rows = Math.max(
    0,
    ...Object.values(response).map((field) => (Array.isArray(field) ? field.length : 0)),
  );
  findings.rowsPerPage = Math.max(findings.rowsPerPage ?? 0, rows);
}

const toTimeFilter = ({ from, to }: Window) => ({
  BeginTime: toApiText(from),
  EndTime: toApiText(to),
});

/** Whether a shorter list may be answered: not after a limit, a denial, a busy or missing instance, or no answer. */
const isListRefused = <T>(answer: Answer<T>): answer is Extract<Answer<T>, { ok: false }> => {
  if (answer.ok || isTransport(answer.failure)) return false;
  const { status, code } = answer.failure;
  return ![403, 404, 409, 410, 429].includes(status) && !code.startsWith('AuthFailure');
};

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
