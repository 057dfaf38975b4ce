// The port over a bucket of COS: what each answer says of the object, and which permission or setting is wrong.
import { randomUUID } from 'node:crypto';
import { leaseRefused, leaseUnavailable } from '../backup/lease-failures';
import type { Created, Found, LeaseStore } from '../backup/lease-store';
import type { Failure } from '../result';
import { openPool } from './connection';
import { type CosAccess, type CosAnswer, type CosReply, callCos } from './cos-call';

const PERMISSIONS = { GET: 'name/cos:GetObject', PUT: 'name/cos:PutObject' } as const;
type Method = keyof typeof PERMISSIONS;

/** Opens no connection before the first call; `close` ends them all. */
export function openLeaseStore(access: CosAccess): LeaseStore & { close(): void } {
  const pool = openPool(access.bucket.protocol === 'https:');
  const call = (method: Method, key: string, timeoutMs: number, body?: string) =>
    callCos(
      access,
      pool,
      { method, path: `/${key}`, ...(body === undefined ? {} : { body }) },
      timeoutMs,
    );
  return {
    newToken: randomUUID,
    create: async (key, body, timeoutMs) => toCreated(await call('PUT', key, timeoutMs, body)),
    read: async (key, timeoutMs) => toFound(await call('GET', key, timeoutMs)),
    close: pool.close,
  };
}

/** What an invocation has opened, with a store of leases beside it. */
export function withLeases<T extends { close(): void }>(
  opened: T,
  access: CosAccess,
): T & { readonly leaseStore: LeaseStore } {
  const leaseStore = openLeaseStore(access);
  const close = (): void => {
    opened.close();
    leaseStore.close();
  };
  return { ...opened, leaseStore, close };
}

const toInstant = (text: string | undefined): number => Date.parse(text ?? '');

/** Only a refusal in COS's own words says that nothing was created; a proxy on the way says nothing. */
const isRefusal = ({ status, code }: CosReply): boolean =>
  code !== '' && status >= 300 && status < 500 && ![408, 409, 429].includes(status);

export function toCreated(answer: CosAnswer): Created {
  if (!answer.ok)
    return {
      kind: answer.isSent ? 'not known' : 'not created',
      failure: leaseUnavailable(`COS did not answer: ${answer.reason}`),
    };
  const { reply } = answer;
  const { status, code, headers } = reply;
  if (status === 409 && code === 'FileAlreadyExists') return { kind: 'taken' };
  if (isRefusal(reply)) return { kind: 'not created', failure: toRefusal('PUT', reply) };
  const at = toInstant(headers.date);
  if (status !== 200 || Number.isNaN(at)) return { kind: 'not known', failure: toDoubt(reply) };
  return headers['x-cos-version-id'] === undefined
    ? { kind: 'created', at }
    : { kind: 'not created', failure: leaseRefused(VERSIONED) };
}

const VERSIONED =
  'LEASE_BUCKET names a bucket with versioning, where nothing keeps a lease from being taken twice; name one that never had it';

export function toFound(answer: CosAnswer): Found {
  if (!answer.ok)
    return {
      kind: 'unreadable',
      failure: leaseUnavailable(`COS did not answer: ${answer.reason}`),
    };
  const { reply } = answer;
  const { status, code, headers, body } = reply;
  if (status === 404 && code === 'NoSuchKey') return { kind: 'missing' };
  if (status === 403 && code !== '') return { kind: 'denied', failure: toDenied(reply) };
  if (isRefusal(reply)) return { kind: 'unreadable', failure: toRefusal('GET', reply) };
  const [at, modifiedAt] = [toInstant(headers.date), toInstant(headers['last-modified'])];
  return status === 200 && !Number.isNaN(at) && !Number.isNaN(modifiedAt)
    ? { kind: 'found', body, at, modifiedAt }
    : { kind: 'unreadable', failure: toDoubt(reply) };
}

const toDoubt = ({ status, code }: CosReply): Failure =>
  leaseUnavailable(`COS answered HTTP ${status}${code === '' ? '' : ` ${code}`}`);

/** It may also be that the object is not there yet, so it may be tried again. */
const toDenied = ({ code }: CosReply): Failure =>
  leaseUnavailable(
    `COS answered HTTP 403 ${code}: the function's role lacks ${PERMISSIONS.GET} on leases/* of LEASE_BUCKET (npm run policy)`,
  );

function toRefusal(method: Method, { status, code }: CosReply): Failure {
  const said = `COS answered HTTP ${status} ${code}`;
  if (code === 'NoSuchBucket' || status < 400)
    return leaseRefused(`${said}: no such bucket; set LEASE_BUCKET to one in its own region`);
  if (code === 'RequestTimeTooSkewed' || code === 'ExpiredToken') return leaseUnavailable(said);
  return leaseRefused(
    status === 403
      ? `${said}: the function's role lacks ${PERMISSIONS[method]} on leases/* of LEASE_BUCKET (npm run policy)`
      : said,
  );
}
