// What travels past the parser: a valid request with its defaults filled.
import type { InstanceId, Region } from './ids';

/** A valid backup request. `InstanceIds` holds each instance once, in the order given. */
export interface BackupRequest {
  readonly InstanceIds: readonly InstanceId[];
  readonly Region: Region;
  /** Free text kept on the backup; the run's marker is appended to it, never put in its place. */
  readonly Remark?: string;
  /** Days the backup is kept; left out, the instance's own setting applies. */
  readonly StorageDays?: number;
  readonly IdempotencyKey?: string;
  /** `one`: asked for with `InstanceId`, answered with one object; `many`: with `InstanceIds`, answered with a list. */
  readonly form: 'one' | 'many';
}

/** One thing wrong with a request: where (a path like `InstanceIds[2]`, empty for the whole) and what, with the remedy. */
export interface Issue {
  readonly path: string;
  readonly message: string;
}

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly Issue[] };

export const invalid = (...issues: Issue[]): Parsed<never> => ({ ok: false, issues });

/** The issues as one line: `StorageDays: must be …; Region: missing …`. */
export const describe = (issues: readonly Issue[]): string =>
  issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
