// DescribeTaskList: the tasks of the last 30 days. https://cloud.tencent.com/document/product/239/39374

import type { Dialect } from '../../dialect';
import type { TaskType } from '../../types';
import { ApiError } from '../errors';
import { inOrder, pageOf, totalCount } from '../paging';
import { findInstance, type State, type Task } from '../state';
import { taskStatus } from '../tasks';
import { formatTime } from '../time';
import { offsetOf } from '../zones';
import { defineAction, type Scene, taskIdIn } from './action';
import { timeRange } from './time-range';

const KEPT_MS = 30 * 86_400_000;

/** TaskTypes takes what replies carry. */
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
    const { dialect, now } = scene;
    const isInRange = taskRange(params, scene);
    const matches = (task: Task) =>
      isListed(task, scene) &&
      isInRange(task) &&
      (InstanceId === undefined || task.instanceId === InstanceId) &&
      (InstanceName === undefined || nameOf(scene.state, task) === InstanceName) &&
      (TaskTypes === undefined || TaskTypes.includes(typeOf(task, scene))) &&
      (Result === undefined || Result.includes(resultOf(task, scene)));
    const size = dialect['page-size'];
    const call = { order: dialect['page-order'], now, paging: params };
    const rows = inOrder(scene.state.tasks.filter(matches), (task) => task.taskId, call);
    const Tasks = pageOf(rows, params, 100, size).map((task) => detail(task, scene));
    return { reply: { ...totalCount(rows.length, size), Tasks } };
  },
});

const isListed = ({ region, startedAt, taskType }: Task, { dialect, ...scene }: Scene) =>
  region === scene.region &&
  (taskType !== '012' || dialect['task-listed'] !== 'never shows manual tasks') &&
  scene.now >= startedAt + scene.behaviour.taskVisibleMs &&
  scene.now - startedAt <= KEPT_MS;

/** Whether a task lies in the range. One that runs has no end yet, so no EndTime finds it by that. */
function taskRange(params: { BeginTime?: string; EndTime?: string }, scene: Scene) {
  const { begin, end } = timeRange(params, offsetOf(scene));
  const isByEnd =
    params.EndTime !== undefined &&
    scene.dialect['task-end-filter'] === 'EndTime bounds the end of running';
  return ({ startedAt, endsAt }: Task) => {
    const bounded = isByEnd ? (scene.now >= endsAt ? endsAt : Number.POSITIVE_INFINITY) : startedAt;
    return startedAt >= begin && bounded <= end;
  };
}

const nameOf = (state: State, { instanceId }: Task) => findInstance(state, instanceId)?.name ?? '';

/** Of the filter's documentation. */
const NAMES: Readonly<Record<TaskType, string>> = {
  '002': 'FLOW_RESIZEINSTANCE',
  '012': 'FLOW_BACKUPINSTANCE',
  '017': 'FLOW_AUTOBACKUP',
  '034': 'FLOW_MODIFYINSTANCEPARAMS',
  '037': 'FLOW_MODIFYINSTANCEACCOUNT',
  '038': 'FLOW_MODIFYINSTANCEBANDWIDTH',
};
/** Documented nowhere. */
const ANOTHER_NUMBER = '099';

function typeOf({ taskType }: Task, { dialect }: Scene): string {
  if (dialect['task-types'] === 'names') return NAMES[taskType];
  const isOther = taskType === '012' && dialect['task-types'] === 'another number for manual';
  return isOther ? ANOTHER_NUMBER : taskType;
}

const FAILED: Readonly<Record<Dialect['task-results'], { failed: number; error: number }>> = {
  '0, 1, 2, 4': { failed: 4, error: 4 },
  'also 3 and -1': { failed: 3, error: -1 },
  'a failed one as 3': { failed: 3, error: 3 },
};

const resultOf = (task: Task, { now, dialect }: Scene) =>
  ({ preparing: 0, running: 1, succeed: 2, ...FAILED[dialect['task-results']] })[
    taskStatus(task, now)
  ];

/** TaskInfoDetail: it carries neither Remark nor BackupId. */
function detail(task: Task, scene: Scene) {
  const offset = offsetOf(scene);
  const ended = scene.now >= task.endsAt;
  return {
    TaskId: taskIdIn(scene, task.taskId),
    StartTime: formatTime(task.startedAt, offset),
    TaskType: typeOf(task, scene),
    InstanceName: nameOf(scene.state, task),
    InstanceId: task.instanceId,
    ProjectId: 0,
    Progress: ended ? 1 : (scene.now - task.startedAt) / (task.endsAt - task.startedAt),
    EndTime: formatTime(ended ? task.endsAt : Number.NaN, offset),
    Result: resultOf(task, scene),
  };
}
