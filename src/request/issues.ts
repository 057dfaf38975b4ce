// Issues, which say what is wrong with a request, and the result type of every parser.

/** `path` is like `InstanceIds[2]`, and empty for the whole request; `message` says what is wrong, and the remedy. */
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
