// A line for what somebody should look at, though it changes no outcome. Few runs have one.
import type { Finding } from './backup/backup-target';
import type { RunKey } from './delivery';
import { runKeyField } from './log-lines';
import type { Logger } from './logger';
import type { Target } from './result';

const FINDINGS: Readonly<Record<Finding['kind'], string>> = {
  'duplicate backups':
    'one run has several good backups: docs/once-only.md says how that can come about',
  'marker lost':
    'the backup is made and listed without its remark, so a redelivery could not find it: run npm run calibrate',
  'remark dropped': 'the API refused the remark; the backup carries the marker of its run alone',
};

/** What somebody should look at, though it changes no outcome. */
export function logFinding(
  log: Logger,
  { InstanceId, Region }: Target,
  finding: Finding,
  runKey: RunKey | undefined,
): void {
  const { kind } = finding;
  const made =
    kind === 'duplicate backups'
      ? { message: `${finding.BackupIds.join(', ')}: ${FINDINGS[kind]}` }
      : { message: FINDINGS[kind], ...('TaskId' in finding ? { TaskId: finding.TaskId } : {}) };
  const fields = { ...runKeyField(runKey), InstanceId, Region, reason: kind, ...made };
  log[kind === 'remark dropped' ? 'warn' : 'error']('finding', fields);
}
