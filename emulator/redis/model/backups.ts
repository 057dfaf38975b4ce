// Backups: how they start or are put there, and what state they are in at a given time.

import { DEFAULT_DIALECT } from '../dialect-reader';
import type { BackupRow, BackupState, InstanceRow, SeedBackup } from '../types';
import type { Behaviour } from './behaviour';
import { type Backup, findInstance, type State, type Task } from './state';
import { addTask, type NewTask } from './tasks';

const DAY_MS = 86_400_000;
const DEFAULT_STORAGE_DAYS = 7;

export interface NewBackup {
  instance: InstanceRow;
  remark: string;
  /** 0 or absent: the default retention of seven days; an older page said so. */
  storageDays?: number | undefined;
  taskMs: number;
  /** How long after its task the backup starts; negative: before it. Default 0. */
  skewMs?: number;
}

/** Starts a manual backup; whether the instance may have one is the action's question. */
export function startBackup(state: State, wanted: NewBackup, now: number): [State, Task] {
  const { instance, remark, storageDays, taskMs, skewMs = 0 } = wanted;
  const waitsMs = Math.max(0, skewMs);
  const [next, task] = addTask(state, { taskType: '012', instance, ms: taskMs, waitsMs }, now);
  const { taskId, instanceId, region, endsAt, outcome } = task;
  const days = storageDays === undefined || storageDays === 0 ? DEFAULT_STORAGE_DAYS : storageDays;
  const backup: Backup = {
    backupId: backupIdOf(taskId, now),
    ...{ taskId, instanceId, region, outcome, remark, backupType: '0' as const },
    startedAt: now + skewMs,
    endsAt,
    expiresAt: now + skewMs + days * DAY_MS,
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

/** Whether the list shows it yet; a backup put there without a task is always there. */
export function isVisible(
  backup: Backup,
  when: Behaviour['backupVisible'],
  now: number,
  dialect = DEFAULT_DIALECT,
): boolean {
  const state = backupState(backup, now);
  if (now < backup.startedAt) return false;
  if (state === 'failed' && dialect['failed-row'] === 'none') return false;
  if (state === 'running' && dialect['running-row'] === 'not listed') return false;
  const isAtOnce = backup.backupType === '1' && dialect['automatic-lag'] === 'listed at once';
  return backup.taskId === undefined || isAtOnce || now >= visibleFrom(backup, when);
}

function visibleFrom({ startedAt, endsAt }: Backup, when: Behaviour['backupVisible']): number {
  if (when === 'at once') return startedAt;
  if (when === 'at end') return endsAt;
  if (when === 'never') return Number.POSITIVE_INFINITY;
  return typeof when === 'number' ? startedAt + when : endsAt + when.afterEndMs;
}

/** The backup as a test sees it: the truth, visible or not. */
export function backupRow(
  backup: Backup,
  when: Behaviour['backupVisible'],
  now: number,
  dialect = DEFAULT_DIALECT,
) {
  const { outcome: _outcome, removed: _removed, ...rest } = backup;
  const row: BackupRow = {
    ...rest,
    state: backupState(backup, now),
    visible: isVisible(backup, when, now, dialect),
  };
  return row;
}
