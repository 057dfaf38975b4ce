// The port by hand, every method of it: what is not given answers with nothing.
import type { ListedBackup, Pages, RedisApi, RegionTask } from '../../src/redis-api';
import { type Answer, type Failure, failed } from '../../src/result';
import { findRow } from '../../src/tencent/error-table';

const unknown: Failure = { ...findRow('InternalError'), message: 'not in this fake' };
const list = <T>(records: readonly T[] = []) =>
  ({ ok: true, value: { records, RequestId: 'read' } }) as const;
const pages = <T>(records: readonly T[] = []): Answer<Pages<T>> => ({
  ok: true,
  value: { records, pages: 1 },
});

export const emptyApi = (part: Partial<RedisApi> = {}): RedisApi => ({
  startBackup: async () => failed(unknown),
  listBackups: async () => list<ListedBackup>(),
  listTasks: async () => list<RegionTask>(),
  listRegionBackups: async () => pages<ListedBackup>(),
  listRegionTasks: async () => pages<RegionTask>(),
  listInstances: async () => pages(),
  readTask: async () => failed(unknown),
  ...part,
});
