// Backups: how they start or are put there, and what state they are in at a given time.

import type { Behaviour } from './options';
import { type Backup, findInstance, type State, type Task } from './state';
import { addTask, type NewTask } from './tasks';
import type { BackupRow, BackupState, InstanceRow, SeedBackup } from './types';

const DAY_MS = 86_400_000;
const DEFAULT_STORAGE_DAYS = 7;

export interface NewBackup {
  instance: InstanceRow;
  remark: string;
  /** 0 or absent: the default retention of seven days; an older page said so. */
  storageDays?: number | undefined;
  taskMs: number;
}

/** Starts a manual backup; whether the instance may have one is the action's question. */
export function startBackup(state: State, wanted: NewBackup, now: number): [State, Task] {
  const { instance, remark, storageDays, taskMs } = wanted;
  const [next, task] = addTask(state, { taskType: '012', instance, ms: taskMs }, now);
  const { taskId, instanceId, region, endsAt, outcome } = task;
  const days = storageDays === undefined || storageDays === 0 ? DEFAULT_STORAGE_DAYS : storageDays;
  const backup: Backup = {
    backupId: backupIdOf(taskId, now),
    ...{ taskId, instanceId, region, outcome, remark, backupType: '0' as const },
    startedAt: now,
    endsAt,
    expiresAt: now + days * DAY_MS,
  };
  return [{ ...next, backups: [...next.backups, backup] }, task];
}

/** One of the shapes seen in sample replies: account, number, start in seconds. */
const backupIdOf = (id: number, ms: number) => `100000001-${id}-${Math.floor(ms / 1000)}`;

/** The platform's own backup: a task that holds the instance, and its backup, which may start a while after it. */
export function startAutomaticBackup(
  state: State,
  { instance, ms, afterMs = 0 }: { instance: NewTask['instance']; ms: number; afterMs?: number },
  now: number,
): State {
  const [next, { taskId, endsAt }] = addTask(state, { taskType: '017', instance, ms }, now);
  const { instanceId } = instance;
  return addBackup(next, { instanceId, startedAt: now + afterMs, endsAt, taskId })[0];
}

/** A backup nobody asked for over the API; returns its BackupId too. */
export function addBackup(state: State, seed: SeedBackup): [State, string] {
  const backup: Backup = {
    backupId: backupIdOf(state.nextId, seed.startedAt),
    region: findInstance(state, seed.instanceId)?.region ?? 'ap-guangzhou',
    outcome: 'succeed',
    remark: '',
    backupType: '1',
    endsAt: seed.startedAt + 60_000,
    expiresAt: seed.startedAt + DEFAULT_STORAGE_DAYS * DAY_MS,
    ...seed,
  };
  const backups = [...state.backups, backup];
  return [{ ...state, backups, nextId: state.nextId + 1 }, backup.backupId];
}

export function removeBackup(state: State, backupId: string, removed: 'expired' | 'deleted') {
  const known = state.backups.some((backup) => backup.backupId === backupId);
  if (!known) throw new Error(`no backup ${backupId}`);
  const mark = (backup: Backup) => (backup.backupId === backupId ? { ...backup, removed } : backup);
  return { ...state, backups: state.backups.map(mark) };
}

export function backupState(backup: Backup, now: number): BackupState {
  if (backup.removed !== undefined) return backup.removed;
  if (now < backup.endsAt) return 'running';
  if (backup.outcome !== 'succeed') return 'failed';
  return now < backup.expiresAt ? 'good' : 'expired';
}

/** Whether the list shows it yet: an automatic one from its start on. A backup that failed is never listed. */
export function isVisible(backup: Backup, when: Behaviour['backupVisible'], now: number): boolean {
  if (backupState(backup, now) === 'failed' || now < backup.startedAt) return false;
  if (backup.taskId === undefined || backup.backupType === '1' || when === 'at once') return true;
  if (when === 'at end') return now >= backup.endsAt;
  return when !== 'never' && now >= backup.startedAt + when;
}

/** The backup as a test sees it: the truth, visible or not. */
export function backupRow(backup: Backup, when: Behaviour['backupVisible'], now: number) {
  const { outcome: _outcome, removed: _removed, ...rest } = backup;
  const row: BackupRow = {
    ...rest,
    state: backupState(backup, now),
    visible: isVisible(backup, when, now),
  };
  return row;
}
