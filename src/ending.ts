// The closed vocabulary of how a delivery ends.
import type { Reply } from './http/response';
import type { Coverage } from './queries/coverage';
import type { BackupRequest } from './request/backup-request';
import type { Issue } from './request/issues';
import type { Failure, TargetResult, UnlistedRegion } from './result';

interface Rendered {
  /** `instance` is the invocation's id. */
  readonly reply: (instance: string) => Reply;
}

export type Result =
  | {
      readonly kind: 'backed up';
      readonly form: BackupRequest['form'];
      readonly results: readonly TargetResult[];
      /** Regions of a selector whose instances may be missing from the results. */
      readonly unlisted?: readonly UnlistedRegion[];
    }
  /** The selector finds no instance, and that was not allowed for. */
  | { readonly kind: 'nothing selected' }
  /** What was read brings its reply along: how it is told is loaded with what reads it (src/queries/queries.ts). */
  | ({ readonly kind: 'coverage'; readonly coverage: Coverage } & Rendered)
  | ({ readonly kind: 'task' | 'backups' } & Rendered)
  /** What was asked for could not be read. */
  | { readonly kind: 'unread'; readonly failure: Failure }
  /** The request is not one; each issue has its path. */
  | { readonly kind: 'invalid'; readonly issues: readonly Issue[] }
  /** The request asks for more than the settings allow. */
  | { readonly kind: 'forbidden'; readonly issues: readonly Issue[] }
  /** The reason is for the log; a caller gets nothing of it. */
  | { readonly kind: 'unauthenticated'; readonly reason: string }
  /** A webhook without a secret to check it by. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'no such route' }
  | { readonly kind: 'wrong method'; readonly allow: string }
  | { readonly kind: 'wrong media type' }
  | { readonly kind: 'too large'; readonly mostBytes: number }
  | { readonly kind: 'healthy'; readonly version: string }
  /** A setting is bad; the issues name it. They are for the log, not for a caller. */
  | { readonly kind: 'misconfigured'; readonly issues: readonly Issue[] }
  /** One of a batch that was not begun: the deadline was too near. */
  | { readonly kind: 'deferred' }
  /** A fault of this program. The log has it; the caller gets nothing of it. */
  | { readonly kind: 'crashed' };
