// What travels past the parser: a valid request with its defaults filled.
import type { InstanceId, Region } from './ids';
import type { Selector } from './selector';

/** What a request is about: instances by id, in one region, or a selector, over one or more. */
export interface Targets {
  /** Each instance once, in the order given; empty with a selector. */
  readonly InstanceIds: readonly InstanceId[];
  /** Where the ids are; with a selector without `Regions`, where it looks. */
  readonly Region: Region;
  readonly Selector?: Selector;
  /** Whether a selector that finds nothing is fine. */
  readonly AllowEmpty?: boolean;
}

/** Whether a request selects its instances instead of naming them. */
export const hasSelector = <R extends Targets>(
  request: R,
): request is R & { readonly Selector: Selector } => request.Selector !== undefined;

/** The regions a request reaches into, each once. */
export const regionsOf = ({ Region, Selector }: Targets): readonly Region[] => [
  ...new Set(Selector?.Regions ?? [Region]),
];

/** A valid backup request. */
export interface BackupRequest extends Targets {
  /** Free text kept on the backup; the run's marker is appended to it, never put in its place. */
  readonly Remark?: string;
  /** Days the backup is kept; left out, the instance's own setting applies. */
  readonly StorageDays?: number;
  readonly IdempotencyKey?: string;
  /** Follow each backup to its end, as far as the time limit reaches. */
  readonly Wait?: boolean;
  /** All but the write. */
  readonly DryRun?: boolean;
  /** Leave out what has a good backup younger than this, or one in the making. */
  readonly SkipIfBackedUpWithinHours?: number;
  /** `one`: asked for with `InstanceId`, answered with one object; `many`: all else, answered with a list. */
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
