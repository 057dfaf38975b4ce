// The rows of DescribeInstanceBackups.
import { DEFAULT_DIALECT } from '../../../emulator/redis/dialect-reader';
import { startAutomaticBackup } from '../../../emulator/redis/model/backups';
import {
  BAD,
  type Cases,
  DAY_MS,
  failedTask,
  ID,
  open,
  type Row,
  SECOND,
  START,
  since,
  TASK_MS,
} from './world';

export const BACKUPS: Cases<
  | 'backup-listed'
  | 'automatic-lag'
  | 'status-filter'
  | 'status-one'
  | 'running-row'
  | 'failed-row'
  | 'region-list'
> = {
  'backup-listed': {
    look: (dialect) => {
      const world = open(dialect);
      world.backUp();
      const times = [0, 5_999, 6_000, 11_999, 12_000, 39_999, 40_000, 69_999, 70_000];
      return since(world, times, () => world.list().length > 0);
    },
    sees: {
      'with the task': 0,
      '6 s after the start': 6_000,
      '2 s after the end': 12_000,
      '30 s after the end': 40_000,
      '60 s after the end': 70_000,
    },
  },
  'automatic-lag': {
    look: (dialect) => {
      const world = open({ 'backup-listed': '2 s after the end', ...dialect });
      const instance = { instanceId: ID, region: 'ap-guangzhou' };
      const wanted = { instance, ms: TASK_MS };
      world.model.state = startAutomaticBackup(world.model.state, wanted, START);
      return since(world, [0, 11_999, 12_000], () => world.list().length > 0);
    },
    sees: { 'as manual rows': 12_000, 'listed at once': 0 },
  },
  'status-filter': {
    look: (dialect) => {
      const world = open({ 'status-filter': DEFAULT_DIALECT['status-filter'], ...dialect });
      world.backUp({ StorageDays: 1 });
      world.pass(DAY_MS);
      world.backUp();
      const reply = world.ask('DescribeInstanceBackups', { InstanceId: ID, Status: [1, -1] });
      return reply.code ?? (reply.BackupSet as Row[]).map((row) => row.Status);
    },
    sees: {
      'all six': [1, -1],
      '1 and 2 only, others refused': BAD,
      '1 and 2 only, others refused with UnsupportedOperation': 'UnsupportedOperation',
      '1 and 2 only, others refused with InternalError.DbOperationFailed':
        'InternalError.DbOperationFailed',
      'others ignored': [1],
    },
  },
  'status-one': {
    look: (dialect) => {
      const world = open(dialect);
      world.backUp();
      world.pass(TASK_MS);
      const atTheEnd = world.list()[0];
      world.pass(60 * SECOND);
      return [atTheEnd?.Status, atTheEnd?.EndTime, world.list()[0]?.Status];
    },
    sees: {
      'in process': [2, '2026-01-31 08:00:10', 2],
      'locked for 60 s after the end': [1, '2026-01-31 08:00:10', 2],
      'finished rows stay at 1': [1, '2026-01-31 08:00:10', 1],
    },
  },
  'running-row': {
    look: (dialect) => {
      const world = open(dialect);
      world.backUp();
      return world.list().map(({ Status, EndTime }) => [Status, EndTime]);
    },
    sees: {
      'Status 1, no EndTime': [[1, undefined]],
      'EndTime 0000-00-00 00:00:00': [[1, '0000-00-00 00:00:00']],
      'EndTime = StartTime': [[1, '2026-01-31 08:00:00']],
      'Status 2 at once': [[2, undefined]],
      'not listed': [],
    },
  },
  'failed-row': {
    look: (dialect) => {
      const world = open(dialect);
      failedTask(world, 'failed');
      return world.list().map(({ Status, Remark }) => [Status, Remark]);
    },
    sees: {
      none: [],
      'Status 1 with the marker': [[1, 'marker']],
      'Status -2 with the marker': [[-2, 'marker']],
    },
  },
  'region-list': {
    look: (dialect) => {
      const world = open(dialect);
      world.backUp();
      const reply = world.ask('DescribeInstanceBackups', { Status: [1] });
      return reply.code ?? (reply.BackupSet as Row[]).map((row) => row.InstanceId);
    },
    sees: {
      'all instances without InstanceId': [ID],
      'an InstanceId is required': 'MissingParameter',
      'rows without InstanceId': [undefined],
    },
  },
};
