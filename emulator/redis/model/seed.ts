// What the cloud starts with: one key pair, and instances in every state a person may want to try.

import type { InstanceRow, Key, SeedInstance } from '../types';
import { startAutomaticBackup } from './backups';
import { EMPTY, findInstance, putInstance, type State } from './state';
import { lock } from './tasks';

export const DEMO_KEY: Key = { secretId: 'AKIDdemo0000000001', secretKey: 'demo-secret-key' };

const tagged = (env: string) => ({ env, backup: 'daily' });

/** `locked01` never comes free, `isolate1`, `deleted1` and `starting` refuse; the others are fine. */
export const DEMO_INSTANCES: readonly SeedInstance[] = [
  { instanceId: 'crs-demo0001', name: 'demo-orders', tags: tagged('prod') },
  { instanceId: 'crs-demo0002', name: 'demo-sessions', tags: tagged('prod') },
  { instanceId: 'crs-demo0003', name: 'demo-cache', tags: tagged('test') },
  { instanceId: 'crs-locked01', name: 'locked-forever', locked: true },
  { instanceId: 'crs-isolate1', name: 'isolated', status: -2 },
  { instanceId: 'crs-deleted1', name: 'to-be-deleted', status: -3 },
  { instanceId: 'crs-starting', name: 'starting', status: 0 },
];

/** 2024-01-15 10:20:00 in UTC+8: a fixed day, so that lists read the same on every run. */
const CREATED_AT = Date.UTC(2024, 0, 15, 2, 20);

/** The row of a seed; fields it leaves out come from `before`, the row it changes, or the defaults. */
export function instanceRow(seed: SeedInstance, before?: InstanceRow): InstanceRow {
  return {
    instanceId: seed.instanceId,
    region: seed.region ?? before?.region ?? 'ap-guangzhou',
    name: seed.name ?? before?.name ?? seed.instanceId,
    status: seed.status ?? before?.status ?? 2,
    tags: seed.tags === undefined ? (before?.tags ?? []) : tagRows(seed.tags),
    createdAt: seed.createdAt ?? before?.createdAt ?? CREATED_AT,
    heldUntil: before?.heldUntil ?? 0,
  };
}

const tagRows = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));

const HISTORY_MS = 6 * 86_400_000;
const EARLIER_TASK_MS = 60_000;

/** So many automatic backups at even distances, oldest first; the last has ended by now. */
function withHistory(state: State, instance: InstanceRow, count: number, now: number): State {
  let next = state;
  for (let left = count; left > 0; left -= 1) {
    const startedAt = now - EARLIER_TASK_MS - Math.floor((HISTORY_MS * left) / count);
    next = startAutomaticBackup(next, { instance, ms: EARLIER_TASK_MS }, startedAt);
  }
  return next;
}

/** Adds an instance or changes the given fields of one; `locked` holds it by an automatic backup without end. */
export function seedInstance(state: State, seed: SeedInstance, now: number): State {
  const { instanceId, history = 0 } = seed;
  const row = instanceRow(seed, findInstance(state, instanceId));
  const next = withHistory(putInstance(state, row), row, history, now);
  if (seed.locked !== true) return next;
  return lock(next, { instanceId, ms: Number.POSITIVE_INFINITY, silent: false }, now);
}

export const initialState = (seeds: readonly SeedInstance[], now: number): State =>
  seeds.reduce((state, seed) => seedInstance(state, seed, now), EMPTY);
