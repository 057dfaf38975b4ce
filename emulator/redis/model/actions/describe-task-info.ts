// DescribeTaskInfo: one task by its id. https://cloud.tencent.com/document/api/239/30601

import type { TaskType } from '../../types';
import { invalid } from '../errors';
import { taskStatus } from '../tasks';
import { formatTime } from '../time';
import { offsetOf } from '../zones';
import { defineAction } from './action';

/** Human text, not to be parsed: the real one is localised. */
const TYPE_TEXT: Readonly<Record<TaskType, string>> = {
  '002': 'Change the size',
  '012': 'Back up instance',
  '017': 'Automatic backup',
  '034': 'Modify parameters',
  '037': 'Modify account',
  '038': 'Modify bandwidth',
};

/** What an unknown TaskId gets is not documented; of the codes the page lists only this one fits. */
export const describeTaskInfo = defineAction({
  perSecond: 20,
  fields: { TaskId: 'integer!' },
  run({ TaskId }, scene) {
    const { state, now, region } = scene;
    const task = state.tasks.find((one) => one.taskId === TaskId && one.region === region);
    if (task === undefined) throw invalid(`There is no task ${TaskId}.`);
    const Status = taskStatus(task, now);
    const reply = {
      Status,
      StartTime: formatTime(task.startedAt, offsetOf(scene)),
      TaskType: TYPE_TEXT[task.taskType],
      InstanceId: task.instanceId,
      TaskMessage: Status === 'failed' || Status === 'error' ? 'The backup did not finish.' : '',
    };
    return { reply };
  },
});
