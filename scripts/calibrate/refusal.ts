// What a refused call means for whoever calibrates: one line, with the remedy.
import { findRow } from '../../src/tencent/error-table';
import type { Reply, Subject } from './api';

export type Refused = Extract<Reply, { readonly ok: false }>;

export const CHECK_NETWORK = 'check the network, the proxy and REDIS_API_ENDPOINT';

/** Whether a write that got this answer has made no backup; of the others only the lists can tell. */
export const madeNothing = (reply: Reply): reply is Refused =>
  !reply.ok &&
  (['refused', 'busy'].includes(findRow(reply.code).failureClass) ||
    reply.code === 'ClientError.NeverConnected');

/** Whether a parameter was refused: `InvalidParameter.PermissionDenied` is about none. */
export const isParameterRefused = ({ code }: Refused): boolean =>
  /^(Invalid|Missing)Parameter/.test(code) && findRow(code).status === 400;

/** Whether a refusal says nothing of what was asked. */
export const isOfTheMoment = ({ code }: Refused): boolean =>
  /^(ClientError\.|RequestLimitExceeded)/.test(code);

/** Why a switch is not seen. */
export const whyNot = (action: string, { code }: Refused): string =>
  findRow(code).status === 403
    ? `not checked: ${action} is denied (${code})`
    : `${action} was refused with ${code}`;

const KEY =
  'check TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY and, with a temporary key, TENCENTCLOUD_SESSION_TOKEN';

export function remedyFor(
  action: string,
  { code, message }: Refused,
  { instanceId, region }: Pick<Subject, 'instanceId' | 'region'>,
): string {
  const { status, title } = findRow(code);
  if (code.startsWith('ClientError.')) return `${action}: ${code}: ${CHECK_NETWORK}`;
  if (code.startsWith('UnsupportedRegion')) return `${region}: ${code}: check --region`;
  const remedy: Readonly<Record<number, string>> = {
    403: 'allow it for this key; npm run --silent policy prints how',
    404: `check --instance ${instanceId} and --region ${region}`,
    409: `run this again once ${instanceId} is free, or give another --instance`,
    410: 'give another --instance',
    429: 'run this again later, or give another --instance',
    500: KEY,
  };
  return `${action}: ${code}: ${remedy[status] ?? `${message} ${title}`}`;
}
