// What a test or the admin route does to the cloud from outside the API.

import type { Cloud } from './cloud';
import { readDialect } from './dialect-reader';
import { addBackup, backupRow, removeBackup } from './model/backups';
import { seedInstance } from './model/seed';
import { type Backup, findInstance, removeInstance, type State } from './model/state';
import { addTask, finishTask, lock, taskRow } from './model/tasks';
import type { CloudControl } from './options';

/** The control of `cloud`. Naming an instance, task or backup that does not exist throws. */
export function controlOf(cloud: Cloud): CloudControl {
  const become = (state: State) => {
    cloud.state = state;
  };
  return {
    calls: cloud.calls,
    ...readersOf(cloud),
    script: (...steps) => cloud.script(steps),
    setInstance: (seed) => become(seedInstance(cloud.state, seed, cloud.now())),
    removeInstance: (instanceId) => become(removeInstance(cloud.state, instanceId)),
    lock: (instanceId, ms = Number.POSITIVE_INFINITY, { silent = false } = {}) =>
      become(lock(cloud.state, { instanceId, ms, silent }, cloud.now())),
    startTask: (instanceId, taskType, ms = Number.POSITIVE_INFINITY) => {
      const instance = findInstance(cloud.state, instanceId);
      if (instance === undefined) throw new Error(`no instance ${instanceId}`);
      const [state, { taskId }] = addTask(cloud.state, { taskType, instance, ms }, cloud.now());
      become(state);
      return taskId;
    },
    finishTask: (taskId, outcome) => become(finishTask(cloud.state, taskId, outcome, cloud.now())),
    addBackup: (seed) => {
      const [state, backupId] = addBackup(cloud.state, seed);
      become(state);
      return backupId;
    },
    expireBackup: (backupId) => become(removeBackup(cloud.state, backupId, 'expired')),
    deleteBackup: (backupId) => become(removeBackup(cloud.state, backupId, 'deleted')),
    dialect: () => cloud.model.dialect,
    setDialect: (dialect) => {
      cloud.model.dialect = readDialect(dialect);
    },
    reset: () => cloud.reset(),
  };
}

type Readers = Pick<CloudControl, 'backups' | 'tasks' | 'instances' | 'instance'>;

/** Rows in the order they were made, of one instance or of all. */
function readersOf(cloud: Cloud): Readers {
  const of = (id?: string) => (row: { instanceId: string }) =>
    id === undefined || row.instanceId === id;
  const rowOf = (backup: Backup) =>
    backupRow(backup, cloud.behaviour.backupVisible, cloud.now(), cloud.model.dialect);
  return {
    backups: (id) => cloud.state.backups.filter(of(id)).map(rowOf),
    tasks: (id) => cloud.state.tasks.filter(of(id)).map((one) => taskRow(one, cloud.now())),
    instances: () => [...cloud.state.instances],
    instance: (id) => findInstance(cloud.state, id),
  };
}
