// What the tests of fleets say to the port by hand.
import type { ListedBackup, Pages, RegionTask } from '../../src/redis-api';
import type { InstanceId, Region } from '../../src/request/ids';
import type { Answer, Failure } from '../../src/result';
import { findRow } from '../../src/tencent/error-table';

export { emptyApi as fakeApi } from '../support/empty-api';

export const id = (text: string) => text as InstanceId;
export const GUANGZHOU = 'ap-guangzhou' as Region;

export const failure = (code: string, message = `told ${code}`): Failure => ({
  ...findRow(code),
  message,
});

export const ok = <T>(value: T): Answer<T> => ({ ok: true, value });
export const pages = <T>(records: readonly T[], count = 1): Answer<Pages<T>> =>
  ok({ records, pages: count });

/** A good backup; its times are texts of its start. */
export const backup = (part: Partial<ListedBackup> = {}): ListedBackup => ({
  BackupId: 'backup-1',
  InstanceId: 'crs-a',
  Remark: '',
  startedAt: 0,
  state: 'good',
  StartTime: '2026-01-02 11:00:00',
  EndTime: '2026-01-02 11:00:30',
  ExpireTime: '2026-01-09 11:00:00',
  BackupType: '0',
  ...part,
});

export const task = (part: Partial<RegionTask> = {}): RegionTask => ({
  TaskId: 7,
  InstanceId: 'crs-a',
  kind: 'manual',
  state: 'succeeded',
  startedAt: 0,
  endedAt: 30_000,
  ...part,
});
