// The port to the Redis API by hand: what is started is listed, and a script says what goes wrong.
import type { BackupOrder, ListedBackup, RedisApi, TaskRecord } from '../../src/redis-api';
import { type Answer, type Failure, failed, type Target } from '../../src/result';
import { backup, failure, ok, pages } from './builders';

export type Order = Target & BackupOrder & { readonly timeoutMs: number };

export interface FakeApi extends RedisApi {
  /** Every write asked for, in order. */
  readonly orders: readonly Order[];
  /** Every read of an instance asked for, as `backups crs-…` or `tasks crs-…`. */
  readonly reads: readonly string[];
}

/** What goes wrong with a call, if anything; a thrown error is a port that breaks its promise. */
export interface Script {
  onSend?(order: Order): Failure | undefined;
  onRead?(read: string): Failure | undefined;
  readonly tasks?: readonly TaskRecord[];
}

const FIRST_TASK_ID = 6954227;

/**
 * A whole port. Regions and selections have nothing, and no task can be read.
 *
 * @param methods take the place of the fake's own
 */
export function fakeApi(
  { onSend, onRead, tasks = [] }: Script = {},
  methods: Partial<RedisApi> = {},
): FakeApi {
  const orders: Order[] = [];
  const reads: string[] = [];
  /** By instance: there may be thousands. */
  const backups = new Map<string, ListedBackup[]>();
  const answer = <T>(found: Failure | undefined, value: T): Answer<T> =>
    found === undefined ? ok(value) : failed(found);
  const read = <T>(what: string, records: readonly T[]) => {
    reads.push(what);
    return answer(onRead?.(what), { records, RequestId: 'read-request' });
  };
  return {
    orders,
    reads,
    async startBackup(target, order, { timeoutMs }) {
      const full = { ...target, ...order, timeoutMs };
      orders.push(full);
      const TaskId = FIRST_TASK_ID + orders.length;
      const found = onSend?.(full);
      const row = { BackupId: `backup-${TaskId}`, Remark: order.Remark, startedAt: TaskId };
      const earlier = backups.get(target.InstanceId) ?? [];
      if (found === undefined)
        backups.set(target.InstanceId, [
          ...earlier,
          backup({ InstanceId: target.InstanceId, ...row }),
        ]);
      return answer(found, { TaskId, RequestId: `request-${TaskId}` });
    },
    listBackups: async ({ InstanceId }) =>
      read(`backups ${InstanceId}`, backups.get(InstanceId) ?? []),
    listTasks: async ({ InstanceId }) => read(`tasks ${InstanceId}`, tasks),
    listRegionBackups: async () => pages([]),
    listRegionTasks: async () => pages([]),
    listInstances: async () => pages([]),
    listProductRegions: async () => ok([]),
    readTask: async () => failed(failure('InternalError')),
    ...methods,
  };
}

const unsupported = async () => failed(failure('InvalidAction'));

/** A port that knows single instances alone: for regions, selections and tasks there is no such action. */
export const withoutFleet = (
  methods: Pick<RedisApi, 'startBackup' | 'listBackups' | 'listTasks'>,
): RedisApi => ({
  ...methods,
  listRegionBackups: unsupported,
  listRegionTasks: unsupported,
  listInstances: unsupported,
  listProductRegions: unsupported,
  readTask: unsupported,
});
