// DescribeInstanceBackups: the list that proves a backup. https://cloud.tencent.com/document/product/239/20011

import { backupState, isVisible } from '../backups';
import { invalid } from '../errors';
import type { Behaviour } from '../options';
import { pageOf } from '../paging';
import { type Backup, findInstance } from '../state';
import { formatTime } from '../time';
import type { BackupState } from '../types';
import { defineAction, instanceOf, type Scene } from './action';
import { timeRange } from './time-range';

const MAX_SPAN_MS = 30 * 86_400_000;

/** A failed backup has no status: it is never listed. */
const STATUS: Readonly<Record<Exclude<BackupState, 'failed'>, number>> = {
  running: 1,
  good: 2,
  expired: -1,
  deleted: -2,
};

/** The two readings of the Status filter (older SDKs, SDK 4.1.313): what it takes, and what it means when absent. */
const FILTERS: Readonly<Record<Behaviour['statusFilter'], { takes: number[]; absent: number[] }>> =
  {
    all: { takes: [1, 2, 3, 4, -1, -2], absent: [1, 2, 3, 4] },
    newest: { takes: [1, 2], absent: [2] },
  };

/** Newest first, which is not documented. Without InstanceId: every instance of the region. */
export const describeInstanceBackups = defineAction({
  perSecond: 50,
  fields: {
    Limit: 'integer',
    Offset: 'integer',
    InstanceId: 'string',
    BeginTime: 'string',
    EndTime: 'string',
    Status: 'integer[]',
    InstanceName: 'string',
  },
  run(params, scene) {
    const { InstanceId, InstanceName = '' } = params;
    if (InstanceId !== undefined) instanceOf(scene, InstanceId);
    const statuses = statusesOf(params.Status, scene.behaviour);
    const inRange = timeRange(params, scene.behaviour.timeZoneOffsetMinutes, MAX_SPAN_MS);
    const matches = (backup: Backup) =>
      backup.region === scene.region &&
      isVisible(backup, scene.behaviour.backupVisible, scene.now) &&
      inRange(backup.startedAt) &&
      (InstanceId === undefined || backup.instanceId === InstanceId) &&
      nameOf(backup, scene).includes(InstanceName) &&
      statuses.includes(statusOf(backup, scene));
    const rows = scene.state.backups
      .filter(matches)
      .reverse()
      .sort((a, b) => b.startedAt - a.startedAt);
    const BackupSet = pageOf(rows, params, 100).map((backup) => backupSet(backup, scene));
    return { reply: { TotalCount: rows.length, BackupSet } };
  },
});

function statusesOf(asked: number[] | undefined, { statusFilter }: Behaviour): number[] {
  const { takes, absent } = FILTERS[statusFilter];
  const bad = asked?.find((status) => !takes.includes(status));
  if (bad !== undefined) throw invalid(`Status ${bad} is not one of ${takes.join(', ')}.`);
  return asked === undefined || asked.length === 0 ? absent : asked;
}

function statusOf(backup: Backup, { now }: Scene): number {
  const state = backupState(backup, now);
  return state === 'failed' ? Number.NaN : STATUS[state];
}

const nameOf = ({ instanceId }: Backup, { state }: Scene) =>
  findInstance(state, instanceId)?.name ?? '';

/** RedisBackupSet, all fields of the page. */
function backupSet(backup: Backup, scene: Scene) {
  const time = (ms: number) => formatTime(ms, scene.behaviour.timeZoneOffsetMinutes);
  const Status = statusOf(backup, scene);
  return {
    StartTime: time(backup.startedAt),
    BackupId: backup.backupId,
    BackupType: backup.backupType,
    Status,
    Remark: Status === 1 && scene.behaviour.remarkVisible === 'at end' ? '' : backup.remark,
    Locked: Status === 1 ? 1 : 0,
    BackupSize: 537,
    FullBackup: 0,
    InstanceType: 15,
    InstanceId: backup.instanceId,
    InstanceName: nameOf(backup, scene),
    Region: backup.region,
    EndTime: time(Status === 1 ? Number.NaN : backup.endsAt),
    FileType: 'RDB-Redis 6.2',
    ExpireTime: time(backup.expiresAt),
    Encrypted: false,
  };
}
