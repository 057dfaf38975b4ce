// Targets, results, failures and rows of the API's lists, good unless told otherwise.
import type { Delivery } from '../../src/delivery';
import { toResponse } from '../../src/http/response';
import type {
  InstanceRecord,
  ListedBackup,
  Pages,
  RegionTask,
  SendLimits,
} from '../../src/redis-api';
import { type BackupRequest, parseBackupRequest } from '../../src/request/backup-request';
import type { InstanceId, Region } from '../../src/request/ids';
import type { Answer, Failure, Result, Target, TargetResult } from '../../src/result';
import { findRow } from '../../src/tencent/error-table';
import type { Processed } from '../../src/triggers/trigger';

export const id = (text: string) => text as InstanceId;
export const GUANGZHOU = 'ap-guangzhou' as Region;

export const target = (name = 'crs-demo0001', region = 'ap-guangzhou'): Target => ({
  InstanceId: id(name),
  Region: region as Region,
});

/** A failed call with the row of its code. */
export const failure = (code: string, part: Partial<Failure> = {}): Failure => ({
  ...findRow(code),
  message: `told ${code}`,
  ...part,
});

export const ok = <T>(value: T): Answer<T> => ({ ok: true, value });
export const pages = <T>(records: readonly T[], count = 1): Answer<Pages<T>> =>
  ok({ records, pages: count, unreadable: 0 });

/** For a write that may leave whenever its connection is up. */
export const sendLimits = (timeoutMs: number, part: Partial<SendLimits> = {}): SendLimits => ({
  timeoutMs,
  connectMs: timeoutMs,
  mayLeave: () => true,
  ...part,
});

/** What a request parses to; a bad one is a mistake of the test. */
export function backupRequest(value: object): BackupRequest {
  const parsed = parseBackupRequest({ Region: GUANGZHOU, ...value });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.value;
}

export const accepted = (name?: string): TargetResult => ({
  ...target(name),
  Outcome: 'accepted',
  TaskId: 7,
  RequestId: 'request-7',
});

export const notMade = (
  Outcome: 'refused' | 'unknown' | 'deferred',
  code: string,
  name?: string,
  part: Partial<Failure> = {},
): TargetResult => ({ ...target(name), Outcome, failure: failure(code, part) });

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
  expiresAt: (part.startedAt ?? 0) + 7 * 86_400_000,
  BackupType: '0',
  ...part,
});

/** A manual task that has succeeded. */
export const task = (part: Partial<RegionTask> = {}): RegionTask => ({
  TaskId: 7,
  InstanceId: 'crs-a',
  kind: 'manual',
  state: 'succeeded',
  startedAt: 0,
  endedAt: 30_000,
  ...part,
});

/** A running instance. */
export const instance = (part: Partial<InstanceRecord> = {}): InstanceRecord => ({
  InstanceId: id('crs-demo0001'),
  Region: GUANGZHOU,
  Name: 'demo',
  Status: 2,
  Tags: [],
  ...part,
});

/** A delivery with its result, and the answer to it. */
export const processed = (delivery: Delivery, result: Result): Processed => ({
  delivery,
  result,
  response: toResponse(result, { instance: 'run-1' }),
});
