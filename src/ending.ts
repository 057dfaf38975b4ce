// The closed vocabulary of how a delivery ends.
import type { ListedBackup, TaskInfo } from './backup/api';
import type { Coverage } from './backup/coverage';
import type { Failure } from './backup/failure';
import type { TargetResult, UnlistedRegion } from './backup/outcome';
import type { BackupRequest, Issue } from './request/backup-request';

export type Ending =
  | {
      readonly kind: 'backed up';
      readonly form: BackupRequest['form'];
      readonly results: readonly TargetResult[];
      /** Regions of a selector whose instances may be missing from the results. */
      readonly unlisted?: readonly UnlistedRegion[];
    }
  /** The selector finds no instance, and that was not allowed for. */
  | { readonly kind: 'nothing selected' }
  | {
      readonly kind: 'coverage';
      readonly coverage: Coverage;
      /** When it was judged, epoch milliseconds. */
      readonly at: number;
      readonly as: 'json' | 'page';
    }
  | {
      readonly kind: 'task';
      readonly TaskId: number;
      readonly Region: string;
      readonly task: TaskInfo;
    }
  /** Newest first. */
  | { readonly kind: 'backups'; readonly backups: readonly ListedBackup[] }
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
