// What the lists had shown to a delivery when it wrote: a second backup of a run is this program's fault where they showed
// the first one, and otherwise one of the windows of docs/once-only.md.

import type { Backup } from '../../emulator/redis/model/state';
import { readMarker } from '../../src/backup/marker';
import { isObject } from '../../src/request/json';
import type { SceneBackup, WireCall } from '../../test/support/scene';

/** For so long a succeeded task without its backup is watched; then its doubt ends. */
const WATCHED_MS = 300_000;

interface Row extends Readonly<Record<string, unknown>> {
  readonly BackupId?: string;
  readonly Remark?: string;
  readonly TaskId?: number | string;
  readonly InstanceId?: string;
  readonly EndTime?: string;
  readonly Result?: number;
}

function rowsIn({ answer }: WireCall, field: string): readonly Row[] {
  const rows: unknown = answer?.ok === true ? answer.fields[field] : undefined;
  return Array.isArray(rows) ? rows.filter(isObject) : [];
}

/** A look is the rows of one reading of both lists, from its first page of backups on. */
interface Look {
  readonly at: number;
  readonly backups: Row[];
  readonly tasks: Row[];
}

/** The looks at one instance, the newest last; those of its region do not clear it and do not count. */
function looksIn(calls: readonly WireCall[], instanceId: string): Look[] {
  const looks: Look[] = [];
  for (const one of calls) {
    if (one.params.InstanceId !== instanceId) continue;
    if (one.action === 'DescribeInstanceBackups' && one.params.Offset === 0)
      looks.push({ at: one.at, backups: [], tasks: [] });
    looks.at(-1)?.backups.push(...rowsIn(one, 'BackupSet'));
    looks.at(-1)?.tasks.push(...rowsIn(one, 'Tasks'));
  }
  return looks;
}

const isUnfinished = ({ Result }: Row): boolean => Result === 0 || Result === 1;

/** Whether a look shows that this backup was started: by its marker, or by its task while its backup is not listed. */
function shows(
  { backups, tasks }: Look,
  { backupId, taskId }: Pick<Backup, 'backupId' | 'taskId'>,
) {
  const row = backups.find(({ BackupId }) => BackupId === backupId);
  const task = tasks.find(({ TaskId }) => Number(TaskId) === taskId);
  if (row !== undefined && readMarker(row.Remark ?? '') !== undefined) return 'marker';
  if (task === undefined) return undefined;
  if (isUnfinished(task)) return 'running';
  return row === undefined ? 'unlisted' : undefined;
}

/** Whether any look after a delivery's write showed the backup that it had started; without one, nobody could tell. */
export function wasSeen({ call, delivery, instanceId, ...backup }: SceneBackup): boolean {
  if (call === undefined || delivery === undefined) return false;
  const later = delivery.calls.slice(delivery.calls.indexOf(call));
  const looks = looksIn(later, instanceId);
  return looks.some((look) => shows(look, backup) !== undefined);
}

/**
 * Whether the later of two backups of one run was made although the earlier one was known: to the process, which had
 * started it, or by a list.
 */
export function wasKnown(earlier: SceneBackup, later: SceneBackup): boolean {
  const { call, delivery, instanceId } = later;
  if (call === undefined || delivery === undefined) return false;
  const own = earlier.delivery?.options.process;
  const wasTold = earlier.call?.answer?.ok === true && (earlier.call?.at ?? 0) + 1_000 < call.at;
  if (own !== undefined && own === delivery.options.process && wasTold) return true;
  const looks = looksIn(delivery.calls.slice(0, delivery.calls.indexOf(call)), instanceId);
  const last = looks.at(-1);
  const shown = last === undefined ? undefined : shows(last, earlier);
  if (shown !== 'unlisted') return shown !== undefined;
  // What is gone and in no list is forgotten as soon as a list shows what came after it.
  if (earlier.state !== 'good' && earlier.state !== 'running') return false;
  const since = looks.find((look) => shows(look, earlier) !== undefined)?.at ?? 0;
  return call.at - since < WATCHED_MS;
}
