// RedisBackupSet: one backup as DescribeInstanceBackups prints it. https://cloud.tencent.com/document/product/239/20011

import { backupState } from '../backups';
import { type Backup, findInstance, type State } from '../state';
import { formatTime } from '../time';
import { offsetOf } from '../zones';
import type { Scene } from './action';

const LOCKED_MS = 60_000;

interface Shown {
  status: number;
  /** Unix ms; NaN: printed as an invalid time; absent: no field. */
  endsAt?: number;
}

/** Status and end as the list shows them. */
export function statusOf(backup: Backup, scene: Scene): Shown {
  const { endsAt } = backup;
  switch (backupState(backup, scene.now)) {
    case 'running':
      return runningRow(backup, scene);
    case 'good':
      return { status: isShownAsOne(backup, scene) ? 1 : 2, endsAt };
    case 'failed':
      return scene.dialect['failed-row'] === 'Status -2 with the marker'
        ? { status: -2, endsAt }
        : { status: 1 };
    case 'expired':
      return { status: -1, endsAt };
    case 'deleted':
      return { status: -2, endsAt };
  }
}

function runningRow({ startedAt }: Backup, { dialect }: Scene): Shown {
  switch (dialect['running-row']) {
    case 'Status 2 at once':
      return { status: 2 };
    case 'EndTime 0000-00-00 00:00:00':
      return { status: 1, endsAt: Number.NaN };
    case 'EndTime = StartTime':
      return { status: 1, endsAt: startedAt };
    default:
      return { status: 1 };
  }
}

/** A good backup that something has locked since it was made, or whose status never becomes 2. */
function isShownAsOne({ endsAt }: Backup, { dialect, now }: Scene): boolean {
  const meaning = dialect['status-one'];
  if (meaning === 'finished rows stay at 1') return true;
  return meaning === 'locked for 60 s after the end' && now < endsAt + LOCKED_MS;
}

export const nameOf = ({ instanceId }: Backup, state: State) =>
  findInstance(state, instanceId)?.name ?? '';

/** All fields of the page. */
export function backupSet(backup: Backup, scene: Scene) {
  const time = (ms: number) => formatTime(ms, offsetOf(scene));
  const { status, endsAt } = statusOf(backup, scene);
  return {
    StartTime: time(backup.startedAt),
    BackupId: backup.backupId,
    BackupType: backup.backupType,
    Status: status,
    Remark: isRemarkShown(backup, scene) ? backup.remark : '',
    Locked: status === 1 ? 1 : 0,
    BackupSize: 537,
    FullBackup: 0,
    InstanceType: 15,
    InstanceId: backup.instanceId,
    InstanceName: nameOf(backup, scene.state),
    Region: backup.region,
    ...(endsAt === undefined ? {} : { EndTime: time(endsAt) }),
    FileType: 'RDB-Redis 6.2',
    ExpireTime: time(backup.expiresAt),
    Encrypted: false,
  };
}

function isRemarkShown(backup: Backup, { behaviour, now }: Scene): boolean {
  if (behaviour.remarkVisible === 'never') return false;
  return behaviour.remarkVisible === 'at once' || backupState(backup, now) !== 'running';
}
