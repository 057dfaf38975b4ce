// DescribeTaskList: the tasks of the last 30 days. https://cloud.tencent.com/document/product/239/39374

import { ApiError } from '../errors';
import { pageOf } from '../paging';
import { findInstance, type State, type Task } from '../state';
import { taskStatus } from '../tasks';
import { formatTime } from '../time';
import { defineAction, type Scene, taskIdIn } from './action';
import { timeRange } from './time-range';

const KEPT_MS = 30 * 86_400_000;
const RESULT = { preparing: 0, running: 1, succeed: 2, failed: 4, error: 4 } as const;

/**
 * Newest first, which is not documented. TaskTypes takes the numbers that replies carry; whether the
 * real one takes the FLOW_ names is not established.
 */
export const describeTaskList = defineAction({
  perSecond: 100,
  fields: {
    InstanceId: 'string',
    InstanceName: 'string',
    Limit: 'integer',
    Offset: 'integer',
    ProjectIds: 'integer[]',
    TaskTypes: 'string[]',
    BeginTime: 'string',
    EndTime: 'string',
    TaskStatus: 'integer[]',
    Result: 'integer[]',
    OperatorUin: 'integer[]',
    OperateUin: 'string[]',
  },
  run(params, scene) {
    // ProjectIds, TaskStatus and OperatorUin are "deprecated" or "internal, ignore" on the page.
    if (params.OperateUin !== undefined && params.OperateUin.length > 0)
      throw new ApiError('UnsupportedOperation', 'The local cloud does not filter by OperateUin.');
    const { InstanceId, InstanceName, TaskTypes, Result } = params;
    const inRange = timeRange(params, scene.behaviour.timeZoneOffsetMinutes);
    const matches = (task: Task) =>
      isListed(task, scene) &&
      inRange(task.startedAt) &&
      (InstanceId === undefined || task.instanceId === InstanceId) &&
      (InstanceName === undefined || nameOf(scene.state, task) === InstanceName) &&
      (TaskTypes === undefined || TaskTypes.includes(task.taskType)) &&
      (Result === undefined || Result.includes(RESULT[taskStatus(task, scene.now)]));
    const rows = scene.state.tasks.filter(matches).reverse();
    const Tasks = pageOf(rows, params, 100).map((task) => detail(task, scene));
    return { reply: { TotalCount: rows.length, Tasks } };
  },
});

const isListed = ({ region, startedAt }: Task, scene: Scene) =>
  region === scene.region &&
  scene.now >= startedAt + scene.behaviour.taskVisibleMs &&
  scene.now - startedAt <= KEPT_MS;

const nameOf = (state: State, { instanceId }: Task) => findInstance(state, instanceId)?.name ?? '';

/** TaskInfoDetail: it carries neither Remark nor BackupId. */
function detail(task: Task, scene: Scene) {
  const offset = scene.behaviour.timeZoneOffsetMinutes;
  const ended = scene.now >= task.endsAt;
  return {
    TaskId: taskIdIn(scene, task.taskId),
    StartTime: formatTime(task.startedAt, offset),
    TaskType: task.taskType,
    InstanceName: nameOf(scene.state, task),
    InstanceId: task.instanceId,
    ProjectId: 0,
    Progress: ended ? 1 : (scene.now - task.startedAt) / (task.endsAt - task.startedAt),
    EndTime: formatTime(ended ? task.endsAt : Number.NaN, offset),
    Result: RESULT[taskStatus(task, scene.now)],
  };
}
