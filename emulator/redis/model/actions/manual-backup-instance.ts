// ManualBackupInstance: the one write. https://cloud.tencent.com/document/product/239/20010

import type { InstanceRow, InstanceStatus } from '../../types';
import { startBackup } from '../backups';
import { ApiError, invalid } from '../errors';
import { keepRemark } from '../remark';
import { isLocked } from '../state';
import { type ActionResult, defineAction, instanceOf, type Scene, taskIdIn } from './action';

const MAX_STORAGE_DAYS = 1825;
const MOST_A_DAY = 24;
const DAY_MS = 86_400_000;

/** The code that refuses each status; running (2) is missing because nothing refuses it. */
const REFUSAL: Readonly<Partial<Record<InstanceStatus, string>>> = {
  0: 'ResourceUnavailable.InstanceStateError',
  1: 'ResourceUnavailable.InstanceStateError',
  [-2]: 'ResourceUnavailable.InstanceIsolated',
  [-3]: 'ResourceUnavailable.InstanceDeleted',
};

/** Replies with the TaskId; the backup's Remark is the only thing that ties the two together. */
export const manualBackupInstance = defineAction({
  perSecond: 20,
  fields: { InstanceId: 'string!', Remark: 'string', StorageDays: 'integer' },
  run({ InstanceId, Remark = '', StorageDays }, scene): ActionResult {
    if (StorageDays !== undefined && (StorageDays < 0 || StorageDays > MAX_STORAGE_DAYS))
      throw invalid(`StorageDays must be from 0 to ${MAX_STORAGE_DAYS}.`);
    const instance = instanceOf(scene, InstanceId);
    refuseUnlessFree(instance, scene);
    refuseOverQuota(instance, scene);
    const { taskMs } = scene.behaviour;
    const remark = keepRemark(Remark, scene.dialect);
    const wanted = { instance, remark, storageDays: StorageDays, taskMs, skewMs: skewMs(scene) };
    const [state, task] = startBackup(scene.state, wanted, scene.now);
    return { state, reply: { TaskId: taskIdIn(scene, task.taskId) } };
  },
});

function refuseUnlessFree(instance: InstanceRow, { state, now, dialect }: Scene): void {
  const code = REFUSAL[instance.status];
  if (code !== undefined) throw new ApiError(code);
  if (isLocked(state, instance, now, dialect))
    throw new ApiError('ResourceUnavailable.InstanceLockedError');
}

function refuseOverQuota({ instanceId }: InstanceRow, { state, now, dialect }: Scene): void {
  const { quota } = dialect;
  if (quota === 'none') return;
  const today = state.tasks.filter(
    (task) =>
      task.taskType === '012' &&
      now - task.startedAt < DAY_MS &&
      (quota === '24 a day an account' || task.instanceId === instanceId),
  );
  if (today.length >= MOST_A_DAY)
    throw new ApiError('LimitExceeded', `Only ${MOST_A_DAY} backups a day are allowed.`);
}

/** How long after its task a backup starts. */
function skewMs({ dialect, random }: Scene): number {
  switch (dialect['start-skew']) {
    case '5 s before its task':
      return -5_000;
    case '90 s after its task':
      return 90_000;
    case '0 to 6 s after its task':
      return Math.floor(random() * 6_001);
  }
}
