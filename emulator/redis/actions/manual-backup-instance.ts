// ManualBackupInstance: the one write. https://cloud.tencent.com/document/product/239/20010

import { startBackup } from '../backups';
import { ApiError, invalid } from '../errors';
import { isLocked } from '../state';
import type { InstanceRow, InstanceStatus } from '../types';
import { type ActionResult, defineAction, instanceOf, type Scene, taskIdIn } from './action';

const MAX_STORAGE_DAYS = 1825;

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
    const { taskMs } = scene.behaviour;
    const wanted = { instance, remark: Remark, storageDays: StorageDays, taskMs };
    const [state, task] = startBackup(scene.state, wanted, scene.now);
    return { state, reply: { TaskId: taskIdIn(scene, task.taskId) } };
  },
});

function refuseUnlessFree(instance: InstanceRow, { state, now }: Scene): void {
  const code = REFUSAL[instance.status];
  if (code !== undefined) throw new ApiError(code);
  if (isLocked(state, instance, now)) throw new ApiError('ResourceUnavailable.InstanceLockedError');
}
