// The port to the Redis API by hand: what is started is listed, and a script says what goes wrong.
import type { BackupOrder, ListedBackup, RedisApi, TaskRecord } from '../../src/redis-api';
import type { Target } from '../../src/result';
import { type Answer, type Failure, failed } from '../../src/result';
import { findRow } from '../../src/tencent/error-table';
import { listed, withoutFleet } from './no-fleet';

export type Order = Target & BackupOrder & { readonly timeoutMs: number };

export interface FakeApi extends RedisApi {
  /** Every write asked for, in order. */
  readonly orders: readonly Order[];
  /** Every read asked for, as `backups crs-…` or `tasks crs-…`. */
  readonly reads: readonly string[];
}

/** What goes wrong with a call, if anything; a thrown error is a port that breaks its promise. */
export interface Script {
  onSend?(order: Order): Failure | undefined;
  onRead?(read: string): Failure | undefined;
  readonly tasks?: readonly TaskRecord[];
}

/** A failed call with the row of its code. */
export const failure = (code: string, part: Partial<Failure> = {}): Failure => ({
  ...findRow(code),
  message: `told ${code}`,
  ...part,
});

const FIRST_TASK_ID = 6954227;

export function fakeApi({ onSend, onRead, tasks = [] }: Script = {}): FakeApi {
  const orders: Order[] = [];
  const reads: string[] = [];
  const backups: ListedBackup[] = [];
  const answer = <T>(found: Failure | undefined, value: T): Answer<T> =>
    found === undefined ? { ok: true, value } : failed(found);
  const read = <T>(what: string, records: readonly T[]) => {
    reads.push(what);
    return answer(onRead?.(what), { records, RequestId: 'read-request' });
  };
  const api = withoutFleet({
    async startBackup(target, order, timeoutMs) {
      const full = { ...target, ...order, timeoutMs };
      orders.push(full);
      const TaskId = FIRST_TASK_ID + orders.length;
      const found = onSend?.(full);
      const row = { BackupId: `backup-${TaskId}`, Remark: order.Remark, startedAt: TaskId };
      if (found === undefined) backups.push(listed({ ...target, ...row }));
      return answer(found, { TaskId, RequestId: `request-${TaskId}` });
    },
    listBackups: async ({ InstanceId }) =>
      read(
        `backups ${InstanceId}`,
        backups.filter((backup) => backup.InstanceId === InstanceId),
      ),
    listTasks: async ({ InstanceId }) => read(`tasks ${InstanceId}`, tasks),
  });
  return { ...api, orders, reads };
}
