// The port over the official SDK: three actions of API version 2018-04-12.
import type { BackupRecord, Listed, RedisApi, Started, TaskRecord, Window } from '../backup/api';
import { type Answer, failed } from '../backup/failure';
import type { Target } from '../backup/outcome';
import { type Access, callApi, type Response } from './call';
import { type Connection, openOnce, openPool } from './connection';
import { badReply } from './failures';
import { readAll } from './list';
import { readBackup, readTask, taskIdOf } from './rows';
import { toApiText } from './time';

/** How one list is asked for and read. */
interface List<T> {
  readonly action: string;
  readonly field: string;
  readonly read: (row: unknown) => T | undefined;
}

const BACKUPS: List<BackupRecord> = {
  action: 'DescribeInstanceBackups',
  field: 'BackupSet',
  read: readBackup,
};
const TASKS: List<TaskRecord> = { action: 'DescribeTaskList', field: 'Tasks', read: readTask };

/**
 * `Status` of DescribeInstanceBackups is always given: one SDK documents a default that hides running backups. Expired
 * (-1) and deleted (-2) ones are asked for too, since they prove that a run has been made. The newest SDK documents 1
 * and 2 alone, so a refusal of the longer lists is followed by a shorter one.
 */
const STATUS_LISTS: readonly (readonly number[])[] = [
  [1, 2, 3, 4, -1, -2],
  [1, 2, 3, 4],
  [1, 2],
];

/** `Result` of DescribeTaskList: initialised, executing, completed, failed. */
const ALL_RESULTS = [0, 1, 2, 4];

class TencentRedisApi implements RedisApi {
  readonly #access: Access;
  readonly #pool: Connection;
  /** How many status lists the API has refused in this invocation. */
  #statusListsRefused = 0;

  constructor(access: Access, pool: Connection) {
    this.#access = access;
    this.#pool = pool;
  }

  async startBackup(target: Target, order: object, timeoutMs: number): Promise<Answer<Started>> {
    const connection = openOnce(this.#access.endpoint.protocol === 'https:');
    try {
      const answer = await callApi(this.#access, connection, {
        action: 'ManualBackupInstance',
        region: target.Region,
        params: { InstanceId: target.InstanceId, ...order },
        timeoutMs,
      });
      return answer.ok ? started(answer.value) : answer;
    } finally {
      connection.close();
    }
  }

  async listBackups(
    target: Target,
    window: Window,
    timeoutMs: number,
  ): Promise<Answer<Listed<BackupRecord>>> {
    const endsAt = performance.now() + timeoutMs;
    for (;;) {
      const tried = this.#statusListsRefused;
      const filter = { ...between(window), Status: STATUS_LISTS[tried] };
      const answer = await this.#readList(BACKUPS, target, filter, endsAt);
      if (!isParameterRefusal(answer) || tried + 1 >= STATUS_LISTS.length) return answer;
      this.#statusListsRefused = Math.max(this.#statusListsRefused, tried + 1);
    }
  }

  listTasks(
    target: Target,
    window: Window,
    timeoutMs: number,
  ): Promise<Answer<Listed<TaskRecord>>> {
    const filter = { ...between(window), Result: ALL_RESULTS };
    return this.#readList(TASKS, target, filter, performance.now() + timeoutMs);
  }

  /** `endsAt` is on the clock of `performance.now()`. */
  #readList<T>(
    { action, field, read }: List<T>,
    { InstanceId, Region }: Target,
    filter: object,
    endsAt: number,
  ): Promise<Answer<Listed<T>>> {
    const page = (paging: object) =>
      callApi(this.#access, this.#pool, {
        action,
        region: Region,
        params: { InstanceId, ...filter, ...paging },
        timeoutMs: Math.max(1, Math.ceil(endsAt - performance.now())),
      });
    return readAll(page, field, read);
  }
}

const between = ({ from, to }: Window) => ({ BeginTime: toApiText(from), EndTime: toApiText(to) });

const isParameterRefusal = (answer: Answer<unknown>): boolean =>
  !answer.ok && answer.failure.code.startsWith('InvalidParameter') && answer.failure.status === 400;

/** A response without a `TaskId` is not a success: nothing says that a backup was started. */
function started(response: Response): Answer<Started> {
  const TaskId = taskIdOf(response.TaskId);
  if (TaskId === undefined) return failed(badReply('the answer has no TaskId'));
  const RequestId = typeof response.RequestId === 'string' ? response.RequestId : '';
  return { ok: true, value: { TaskId, RequestId } };
}

/** The API for one invocation. `close` destroys its sockets; none outlives the invocation. */
export function openRedisApi(access: Access): { readonly api: RedisApi; close(): void } {
  const pool = openPool(access.endpoint.protocol === 'https:');
  return { api: new TencentRedisApi(access, pool), close: pool.close };
}
