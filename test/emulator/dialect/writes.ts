// ManualBackupInstance.
import { type Cases, DAY_MS, ID, LOCKED, OTHER, open, TASK_MS } from './world';

export const WRITES: Cases<'lock' | 'quota' | 'late-write' | 'write-answers'> = {
  lock: {
    look: (dialect) =>
      [0, 2_000, 9_999, 10_000, 249_999, 250_000].filter((ms) => {
        const world = open(dialect);
        world.backUp();
        world.pass(ms);
        return world.backUp().code === LOCKED;
      }),
    sees: {
      'second call refused while a backup runs': [0, 2_000, 9_999],
      'from 2 s after the answer on': [2_000, 9_999],
      'no lock': [],
      'lock stays 4 min after': [0, 2_000, 9_999, 10_000, 249_999],
    },
  },
  quota: {
    look: (dialect) => {
      const world = open(dialect);
      for (let made = 0; made < 24; made += 1) {
        world.backUp();
        world.pass(TASK_MS);
      }
      const codes = [ID, OTHER].map((InstanceId) => world.backUp({ InstanceId }).code);
      world.pass(DAY_MS);
      return [...codes, world.backUp().code];
    },
    sees: {
      none: [undefined, undefined, undefined],
      '24 a day an instance': ['LimitExceeded', undefined, undefined],
      '24 a day an account': ['LimitExceeded', 'LimitExceeded', undefined],
    },
  },
  'late-write': {
    look: (dialect) => {
      const world = open(dialect, { random: () => 0.5 });
      const { reply } = world.model.call(
        'ManualBackupInstance',
        { InstanceId: ID },
        'ap-guangzhou',
        { isLost: true },
      );
      const made = [0, 30_499, 30_500].map((ms, index, times) => {
        world.pass(ms - (times[index - 1] ?? 0));
        return world.model.state.backups.length;
      });
      const { code } = world.backUp({ InstanceId: OTHER });
      return [reply.ok, ...made, code];
    },
    sees: {
      'executed at once': [true, 1, 1, 1, undefined],
      'executed 1 to 60 s after the connection broke': [false, 0, 0, 1, undefined],
      'executed twice when the connection broke': [true, 2, 2, 2, undefined],
      'InternalError though executed': [false, 1, 1, 1, 'InternalError'],
      'RequestLimitExceeded though executed': [false, 1, 1, 1, 'RequestLimitExceeded'],
    },
  },
  'write-answers': {
    look: (dialect) => {
      const { model } = open(dialect);
      const { afterMs } = model.call('ManualBackupInstance', { InstanceId: ID }, 'ap-guangzhou');
      const read = model.call('DescribeInstances', {}, 'ap-guangzhou');
      return [afterMs, model.state.backups.length, read.afterMs];
    },
    sees: { 'at once': [0, 1, 0], 'after 5 s': [5_000, 1, 0], 'after 15 s': [15_000, 1, 0] },
  },
};
