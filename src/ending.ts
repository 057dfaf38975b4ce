// The closed vocabulary of how a delivery ends.
import type { TargetResult } from './backup/outcome';
import type { BackupRequest, Issue } from './request/backup-request';

export type Ending =
  | {
      readonly kind: 'backed up';
      readonly form: BackupRequest['form'];
      readonly results: readonly TargetResult[];
    }
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
