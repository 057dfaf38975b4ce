// What a delivery was told of each of its targets, whatever its trigger.
import { isObject } from '../../../src/request/json';

export interface Told {
  readonly InstanceId?: string;
  readonly outcome: string;
  readonly code?: string;
  readonly TaskId?: number;
  readonly BackupId?: string;
}

interface Row {
  readonly Results?: readonly Row[];
  readonly Outcome?: string;
  readonly outcome?: string;
  readonly code?: string;
  readonly InstanceId?: string;
  readonly instanceId?: string;
  readonly TaskId?: number;
  readonly BackupId?: string;
}

function toTold(row: Row): readonly Told[] {
  if (row.Results !== undefined) return row.Results.flatMap(toTold);
  const { Outcome, outcome = Outcome ?? 'rejected', code, InstanceId, TaskId, BackupId } = row;
  const fields = { InstanceId, code, TaskId, BackupId };
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return [{ outcome, ...Object.fromEntries(given) }];
}

/** @param result what the function returned, or the error it threw */
export function readTold(result: unknown): readonly Told[] {
  if (result instanceof Error) {
    if (result.name !== 'BackupNotMadeError') throw result;
    return (JSON.parse(result.message).failed as Row[]).flatMap(toTold);
  }
  const { body = result } = isObject(result) ? result : { body: result };
  const value: unknown = typeof body === 'string' ? JSON.parse(body) : body;
  return (Array.isArray(value) ? value : [value]).flatMap((row) => toTold(row as Row));
}
