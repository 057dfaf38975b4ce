// What changes behind a reader's back between two pages of a list.

import { backupState, removeBackup, startAutomaticBackup } from './backups';
import { instanceRow } from './seed';
import { findInstance, isLocked, putInstance, removeInstance, type State } from './state';
import { addTask } from './tasks';

/** Where it happens: the list that was just read, and in which region. */
export interface ListCall {
  /** How long a backup takes there, and holds its instance. */
  taskMs: number;
  action: string;
  region: string;
  instanceId?: string | undefined;
}

export type AfterEffect = (state: State, call: ListCall, now: number) => State;

const newId = (state: State) => `crs-new${state.nextId}`;

type ByAction = Readonly<Record<string, AfterEffect>>;

const byAction =
  (effects: ByAction): AfterEffect =>
  (state, call, now) =>
    effects[call.action]?.(state, call, now) ?? state;

/** The newest row appears in front of the others: the last of this page opens the next one again. */
export const insertFirst = byAction({
  DescribeInstances(state, { region }, now) {
    const row = instanceRow({ instanceId: newId(state), region, createdAt: now });
    return { ...putInstance(state, row), nextId: state.nextId + 1 };
  },
  DescribeInstanceBackups(state, call, now) {
    const instance = findInstance(state, targetOf(state, call));
    // While another task has the instance, no automatic backup starts.
    return instance === undefined || isLocked(state, instance, now)
      ? state
      : startAutomaticBackup(state, { instance, ms: call.taskMs }, now);
  },
  DescribeTaskList(state, call, now) {
    const instance = { instanceId: targetOf(state, call), region: call.region };
    return addTask(state, { taskType: '017', instance, ms: 0 }, now)[0];
  },
});

const targetOf = (state: State, { region, instanceId }: ListCall) =>
  instanceId ?? firstOf(state, region)?.instanceId ?? newId(state);

/** The first row goes away: the row after this page moves onto it, and no page ever shows it. */
export const dropFirst = byAction({
  DescribeInstances(state, { region }) {
    const first = firstOf(state, region);
    return first === undefined ? state : removeInstance(state, first.instanceId);
  },
  DescribeInstanceBackups: dropNewestBackup,
});

/** Of the instance that was asked for; of the region where none was. */
function dropNewestBackup(state: State, { region, instanceId }: ListCall, now: number): State {
  const good = state.backups.filter(
    (backup) =>
      backup.region === region &&
      (instanceId === undefined || backup.instanceId === instanceId) &&
      backupState(backup, now) === 'good',
  );
  const newest = good.sort((a, b) => b.startedAt - a.startedAt)[0];
  return newest === undefined ? state : removeBackup(state, newest.backupId, 'deleted');
}

/** First in DescribeInstances' default order: newest, then by id downwards. */
const firstOf = (state: State, region: string) =>
  state.instances
    .filter((row) => row.region === region)
    .sort((a, b) => (a.instanceId < b.instanceId ? 1 : -1))
    .sort((a, b) => b.createdAt - a.createdAt)[0];
