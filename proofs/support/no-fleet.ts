// The rest of the port for fakes that only know one instance: regions, selections and tasks cannot be read.
import type { RedisApi } from '../../src/redis-api';
import { failed } from '../../src/result';
import { findRow } from '../../src/tencent/error-table';

type One = Pick<RedisApi, 'startBackup' | 'listBackups' | 'listTasks'>;

const unknown = async () => failed({ ...findRow('InvalidAction'), message: 'not in this fake' });

/** A whole port; what is missing answers that there is no such action. */
export const withoutFleet = (api: One): RedisApi => ({
  ...api,
  listRegionBackups: unknown,
  listRegionTasks: unknown,
  listInstances: unknown,
  readTask: unknown,
});
