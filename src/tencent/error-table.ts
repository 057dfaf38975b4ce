// Tencent's error codes as data: one row a code, or a `*` row for all codes of a prefix. The longest match wins.
// Codes: https://cloud.tencent.com/document/product/239/20010 and https://cloud.tencent.com/document/api/239/20014
import type { CodeRow, FailureClass } from '../result';

const row = (
  code: string,
  failureClass: FailureClass,
  status: number,
  retryable: boolean,
  title: string,
  retryAfterSeconds?: number,
): CodeRow => ({
  code,
  failureClass,
  status,
  retryable,
  title,
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
});

const DENIED = 'The role may not do this; compare it with the policy.';
const LOCKED = 'The instance is locked by another process, such as a running backup.';
const STATE = 'The instance is not in a state to be backed up.';
const FAULT = 'The Redis service reports an internal error.';
const ADDRESS = 'The API does not accept calls from the address of this function.';
const ENDPOINT = 'The endpoint does not serve this API; check REDIS_API_ENDPOINT.';
const NO_BACKUPS = 'The instance does not support backups by API.';

// biome-ignore format: a table is read by its columns
/** The ten codes on the page of ManualBackupInstance. */
export const PAGE_CODES: readonly CodeRow[] = [
  // The page does not say whether the workflow was not submitted, or its submission was not confirmed.
  row('FailedOperation.CommitFlowError',            'ambiguous', 502, true,  'The backup task could not be submitted.'),
  row('FailedOperation.SystemError',                'ambiguous', 502, true,  FAULT),
  // The gateway also answers with this when it stops waiting for the service (tencentcloud-sdk-go, issue 51).
  row('InternalError.InternalError',                'ambiguous', 502, true,  FAULT),
  row('InvalidParameter.InvalidParameter',          'refused',   400, false, 'The API refused a parameter.'),
  // A denial by access management (CAM), despite the prefix.
  row('InvalidParameter.PermissionDenied',          'refused',   403, false, DENIED),
  row('ResourceNotFound.InstanceNotExists',         'refused',   404, false, 'There is no such instance in this region.'),
  row('ResourceUnavailable.InstanceLockedError',    'busy',      409, true,  LOCKED),
  row('ResourceUnavailable.InstanceStateError',     'busy',      409, true,  STATE),
  row('ResourceUnavailable.InstanceStatusAbnormal', 'busy',      409, true,  STATE),
  row('UnauthorizedOperation.NoCAMAuthed',          'refused',   403, false, DENIED),
];

// biome-ignore format: a table is read by its columns
/** Codes that any action may return, and Redis codes that are similar to the ten. */
export const OTHER_CODES: readonly CodeRow[] = [
  row('ResourceInUse.InstanceBeenLocked',                 'busy',         409, true,  LOCKED),
  row('ResourceUnavailable.InstanceUnLockedError',        'busy',         409, true,  LOCKED),
  row('ResourceUnavailable.BackupLockedError',            'busy',         409, true,  LOCKED),
  row('ResourceUnavailable.BackupStatusInvalid',          'busy',         409, true,  STATE),
  row('ResourceUnavailable.InstanceStatusError',          'busy',         409, true,  STATE),
  row('ResourceUnavailable.InstanceNotSupportOperation',  'busy',         409, true,  STATE),
  row('ResourceUnavailable.InstanceDeleted',              'refused',      410, false, 'The instance is gone.'),
  row('ResourceUnavailable.InstanceIsolated',             'refused',      410, false, 'The instance has expired; renew it or leave it out.'),
  row('ResourceNotFound*',                                'refused',      404, false, 'There is no such thing in this region.'),
  row('RequestLimitExceeded*',                            'not executed', 429, true,  'There were too many calls in a second.', 5),
  // A quota, not a rate: an older API page allows 24 calls a day, and no page says whether that still holds.
  row('LimitExceeded*',                                   'refused',      429, true,  'A quota is used up.', 3600),
  row('InvalidParameter*',                                'refused',      400, false, 'The API refused a parameter.'),
  row('MissingParameter*',                                'refused',      400, false, 'The API misses a parameter.'),
  row('UnknownParameter*',                                'refused',      400, false, 'The API does not know a parameter.'),
  row('UnsupportedRegion*',                               'refused',      400, false, 'The API does not serve this region at this endpoint.'),
  row('UnsupportedOperation*',                            'refused',      400, false, NO_BACKUPS),
  row('FailedOperation.UnSupportError',                   'refused',      400, false, NO_BACKUPS),
  row('UnauthorizedOperation*',                           'refused',      403, false, DENIED),
  row('AuthFailure.UnauthorizedOperation',                'refused',      403, false, DENIED),
  row('InternalError.InstanceOperatePermissionError',     'refused',      403, false, DENIED),
  row('IpInBlacklist',                                    'refused',      403, false, ADDRESS),
  row('IpNotInWhitelist',                                 'refused',      403, false, ADDRESS),
  row('AuthFailure*',                                     'refused',      500, false, "The function's own credentials were not accepted."),
  row('InvalidAction',                                    'refused',      500, false, ENDPOINT),
  row('NoSuchProduct',                                    'refused',      500, false, ENDPOINT),
  row('NoSuchVersion',                                    'refused',      500, false, ENDPOINT),
  row('FailedOperation*',                                 'ambiguous',    502, true,  'The operation failed.'),
  row('InternalError*',                                   'ambiguous',    502, true,  FAULT),
];

// biome-ignore format: a table is read by its columns
/** Failures between this function and the API, named like those of Tencent's other SDKs. */
export const TRANSPORT_CODES: readonly CodeRow[] = [
  row('ClientError.NeverConnected', 'not executed', 503, true,  'The API could not be reached; check the network of the function.', 30),
  row('ClientError.NoReply',        'ambiguous',    504, true,  'The API did not answer in time.'),
  row('ClientError.BadReply',       'ambiguous',    504, true,  'What the API sent is not an answer.'),
  row('ClientError.NoCredentials',  'refused',      500, false, 'The function has no credentials; give it an execution role.'),
];

/** A code that is not listed may mean anything, so a backup may have been started. */
const UNLISTED = row('*', 'ambiguous', 502, true, 'The API answered with a code unknown here.');

const ROWS: readonly CodeRow[] = [...PAGE_CODES, ...OTHER_CODES, ...TRANSPORT_CODES, UNLISTED];

const covers = (pattern: string, code: string): boolean =>
  pattern.endsWith('*') ? code.startsWith(pattern.slice(0, -1)) : code === pattern;

/** The row of a code: its own, else that of its longest prefix, else the one for unlisted codes. */
export function findRow(code: string): CodeRow {
  const best = ROWS.filter((candidate) => covers(candidate.code, code)).reduce(
    (longest, candidate) => (candidate.code.length > longest.code.length ? candidate : longest),
  );
  return { ...best, code };
}
