// The rows of DescribeTaskList, and what holds an instance.
import { addTask } from '../../../emulator/redis/model/tasks';
import {
  type Cases,
  DAY_MS,
  failedTask,
  ID,
  LOCKED,
  open,
  SECOND,
  START,
  since,
  TASK_MS,
} from './world';

export const TASKS: Cases<
  'task-listed' | 'task-end-filter' | 'task-results' | 'task-types' | 'tasks-overlap' | 'start-skew'
> = {
  'task-listed': {
    look: (dialect) => {
      const world = open(dialect);
      world.backUp();
      const times = [0, 1_999, 2_000, 11_999, 12_000, DAY_MS];
      return since(world, times, () => world.tasks().length > 0);
    },
    sees: {
      'at once': 0,
      '2 s later': 2_000,
      '12 s later': 12_000,
      'never shows manual tasks': 'never',
    },
  },
  'task-end-filter': {
    look: (dialect) => {
      const world = open(dialect);
      world.backUp();
      const running = world.tasks({ EndTime: '2026-01-31 09:00:00' }).length;
      world.pass(TASK_MS);
      const half = world.tasks({ EndTime: '2026-01-31 08:00:05' }).length;
      return [running, half, world.tasks({ EndTime: '2026-01-31 08:00:10' }).length];
    },
    sees: {
      'EndTime bounds the start': [1, 1, 1],
      'EndTime bounds the end of running': [0, 0, 1],
    },
  },
  'task-results': {
    look: (dialect) => {
      const world = open(dialect);
      failedTask(world, 'failed');
      failedTask(world, 'error');
      return world
        .tasks()
        .map((row) => row.Result)
        .reverse();
    },
    sees: { '0, 1, 2, 4': [4, 4], 'also 3 and -1': [3, -1], 'a failed one as 3': [3, 3] },
  },
  'task-types': {
    look: (dialect) => {
      const world = open(dialect);
      world.backUp();
      const type = world.tasks()[0]?.TaskType;
      return [type, world.tasks({ TaskTypes: [type] }).length];
    },
    sees: {
      numbers: ['012', 1],
      names: ['FLOW_BACKUPINSTANCE', 1],
      'another number for manual': ['099', 1],
    },
  },
  'tasks-overlap': {
    look: (dialect) =>
      (['034', '037', '038', '017'] as const).map((taskType) => {
        const world = open(dialect);
        const instance = { instanceId: ID, region: 'ap-guangzhou' };
        const wanted = { taskType, instance, ms: TASK_MS };
        world.model.state = addTask(world.model.state, wanted, START)[0];
        return world.backUp().code;
      }),
    sees: {
      yes: [undefined, undefined, undefined, LOCKED],
      no: [LOCKED, LOCKED, LOCKED, LOCKED],
    },
  },
  'start-skew': {
    look: (dialect) => {
      const world = open(dialect, { random: () => 0.5 });
      world.backUp();
      world.pass(2 * 60 * SECOND);
      return [world.tasks()[0]?.StartTime, world.list()[0]?.StartTime];
    },
    sees: {
      '0 to 6 s after its task': ['2026-01-31 08:00:00', '2026-01-31 08:00:03'],
      '5 s before its task': ['2026-01-31 08:00:00', '2026-01-31 07:59:55'],
      '90 s after its task': ['2026-01-31 08:00:00', '2026-01-31 08:01:30'],
    },
  },
};
