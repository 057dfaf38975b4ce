// The BackupDeps (src/backup/plan.ts) of one request, and of the loop over one target, without a process or a network.
import { runBackup } from '../../src/backup/backup';
import type { BackupDeps, BackupRun } from '../../src/backup/plan';
import { RunMemory } from '../../src/backup/run-memory';
import { TIMING } from '../../src/backup/state';
import { openLimits } from '../../src/rate-limit/rate-limiter';
import type { BackupRequest } from '../../src/request/backup-request';
import type { TargetResult } from '../../src/result';
import { sha256 } from './hash';

type Needed = Pick<BackupDeps, 'api' | 'clock'>;

/** Everything else has a value that no test need say: UTC+8, every instance allowed, 18 writes a second. */
export const backupDeps = (
  deps: Needed & Partial<BackupDeps>,
  writesPerSecond = 18,
): BackupDeps => ({
  sha256,
  zone: { ms: 8 * 3_600_000, isSet: false },
  timing: TIMING,
  memory: new RunMemory(),
  findings: {},
  limits: openLimits({ clock: deps.clock, writesPerSecond }),
  allowed: { ALLOWED_INSTANCES: ['*'], ALLOWED_REGIONS: [] },
  onSelected: () => {},
  onWait: () => {},
  onFinding: () => {},
  onResult: () => {},
  onSaved: () => {},
  onAge: () => {},
  ...deps,
});

/** One result a target, in the order of the request. */
export async function backUpTargets(
  request: BackupRequest,
  run: BackupRun,
  deps: BackupDeps,
): Promise<readonly TargetResult[]> {
  const result = await runBackup(request, run, deps);
  if (result.kind !== 'backedUp') throw new Error(`rejected: ${result.detail}`);
  return result.results;
}
