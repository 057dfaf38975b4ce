// What is wrong with a request: issues with paths, and the result of every parser.
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
export const formatIssues = (issues: readonly Issue[]): string =>
  issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
