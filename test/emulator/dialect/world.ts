// The model of the Redis API on a clock made by hand, and what is asked of it.
import type { Dialect, SwitchName } from '../../../emulator/redis/dialect';
import { createModel, type ModelOptions } from '../../../emulator/redis/model/model';
import { finishTask } from '../../../emulator/redis/model/tasks';
import type { SeedInstance, TaskOutcome } from '../../../emulator/redis/types';

export const START = Date.UTC(2026, 0, 31);
export const SECOND = 1000;
export const TASK_MS = 10 * SECOND;
export const DAY_MS = 86_400_000;
export const ID = 'crs-demo0001';
export const OTHER = 'crs-demo0002';
export const ALL_SIX = [1, 2, 3, 4, -1, -2];
export const BAD = 'InvalidParameter.InvalidParameter';
export const LOCKED = 'ResourceUnavailable.InstanceLockedError';

export type Row = Record<string, unknown>;

/** Takes every status unless told otherwise, so that `list` shows whatever there is. */
export function open(given: Partial<Dialect>, options: Partial<ModelOptions> = {}) {
  const dialect: Partial<Dialect> = { 'status-filter': 'all six', ...given };
  let now = START;
  const instances: SeedInstance[] = [{ instanceId: ID }, { instanceId: OTHER }];
  const behaviour = { taskMs: TASK_MS };
  const model = createModel({ dialect, now: () => now, instances, behaviour, ...options });
  const ask = (action: string, params: object, region = 'ap-guangzhou') => {
    const { reply } = model.call(action, params, region);
    return reply.ok ? reply.fields : { code: reply.error.code };
  };
  return {
    model,
    ask,
    pass: (ms: number) => {
      now += ms;
    },
    backUp: (params: object = {}) => ask('ManualBackupInstance', { InstanceId: ID, ...params }),
    list: (params: object = {}) => {
      const all = { InstanceId: ID, Status: ALL_SIX, ...params };
      return (ask('DescribeInstanceBackups', all).BackupSet ?? []) as Row[];
    },
    tasks: (params: object = {}) =>
      (ask('DescribeTaskList', { InstanceId: ID, ...params }).Tasks ?? []) as Row[],
  };
}
export type Opened = ReturnType<typeof open>;

/** The first of these times, in milliseconds after the start, at which `isThere`. */
export function since(world: Opened, times: readonly number[], isThere: () => boolean) {
  let passed = 0;
  for (const time of times) {
    world.pass(time - passed);
    passed = time;
    if (isThere()) return time;
  }
  return 'never';
}

export function failedTask(world: Opened, outcome: TaskOutcome) {
  const { TaskId } = world.backUp({ Remark: 'marker' });
  world.model.state = finishTask(world.model.state, Number(TaskId), outcome, START + SECOND);
  world.pass(TASK_MS);
}

export const kept = (world: Opened, Remark: string) => {
  const { code } = world.backUp({ Remark });
  return code ?? world.list()[0]?.Remark;
};

export interface Case<Name extends SwitchName> {
  look(dialect: Partial<Dialect>): unknown;
  sees: Readonly<Record<Dialect[Name], unknown>>;
}

/** What each value of some switches shows. */
export type Cases<Name extends SwitchName> = { readonly [Each in Name]: Case<Each> };
