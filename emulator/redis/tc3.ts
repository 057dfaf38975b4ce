// Request signatures, TC3-HMAC-SHA256: how they are made, and how the gateway checks them.
// https://cloud.tencent.com/document/api/213/30654; in which order the server checks is not documented.

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Key } from './types';

const MAX_SKEW_SECONDS = 300;
const AUTHORIZATION =
  /^TC3-HMAC-SHA256 Credential=([^/\s]+)\/(\d{4}-\d{2}-\d{2})\/([^/\s,]+)\/tc3_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;

/** An HTTP request as far as its signature goes: lower-case header names, query without `?`. */
export interface SignedRequest {
  method: string;
  query: string;
  headers: Readonly<Record<string, string | undefined>>;
  body: string | Buffer;
}

export type AuthProblem =
  | 'AuthFailure.InvalidAuthorization'
  | 'AuthFailure.SecretIdNotFound'
  | 'AuthFailure.SignatureExpire'
  | 'AuthFailure.SignatureFailure'
  | 'AuthFailure.TokenFailure';

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data);

/** The UTC date (`YYYY-MM-DD`) of a timestamp in seconds. */
export const utcDate = (timestamp: number) => new Date(timestamp * 1000).toISOString().slice(0, 10);

/** The Node SDK signs the host without its port; Python's, Go's (and so Terraform) and `tccli` sign it as it is sent. */
const HOSTS = ['without port', 'as sent'] as const;
type Host = (typeof HOSTS)[number];

/** What stands in a header for a body that is not part of the signature, and is hashed in its place. */
const UNSIGNED = 'UNSIGNED-PAYLOAD';

/** Step 1. The path is always `/`. */
export function canonicalRequest(
  request: SignedRequest,
  signedHeaders: readonly string[],
  host: Host = 'without port',
): string {
  const headers = signedHeaders
    .map((name) => `${name}:${headerValue(request, name, host)}\n`)
    .join('');
  const parts = [request.method, '/', request.query, headers, signedHeaders.join(';')];
  const isUnsigned = request.headers['x-tc-content-sha256'] === UNSIGNED;
  return [...parts, sha256(isUnsigned ? UNSIGNED : request.body)].join('\n');
}

function headerValue({ headers }: SignedRequest, name: string, host: Host): string {
  const value = (headers[name] ?? '').trim().toLowerCase();
  return name === 'host' && host === 'without port' ? value.replace(/:\d+$/, '') : value;
}

/** Step 2. `timestamp` in seconds, `service` such as `redis`. */
export function stringToSign(timestamp: number, service: string, canonical: string): string {
  const scope = `${utcDate(timestamp)}/${service}/tc3_request`;
  return ['TC3-HMAC-SHA256', timestamp, scope, sha256(canonical)].join('\n');
}

/** Step 3: the signature as 64 hexadecimal digits. */
export function sign(secretKey: string, timestamp: number, service: string, text: string): string {
  const date = hmac(`TC3${secretKey}`, utcDate(timestamp)).digest();
  const signing = hmac(hmac(date, service).digest(), 'tc3_request').digest();
  return hmac(signing, text).digest('hex');
}

/** Who signed, or the code of the first check that failed. `nowMs` is Unix milliseconds; `product` such as `redis`. */
export function verify(
  request: SignedRequest,
  keys: readonly Key[],
  nowMs: number,
  product = 'redis',
): { secretId: string } | { problem: AuthProblem } {
  const match = AUTHORIZATION.exec(request.headers.authorization ?? '');
  const timestamp = Number(request.headers['x-tc-timestamp']);
  if (match === null || !Number.isSafeInteger(timestamp))
    return fail('AuthFailure.InvalidAuthorization');
  const [, secretId = '', date, service = '', signed = '', signature = ''] = match;
  const key = keys.find((one) => one.secretId === secretId);
  if (key === undefined) return fail('AuthFailure.SecretIdNotFound');
  if (Math.abs(nowMs / 1000 - timestamp) > MAX_SKEW_SECONDS)
    return fail('AuthFailure.SignatureExpire');
  const names = signed.split(';');
  const sound =
    coversTheBasics(names) && date === utcDate(timestamp) && serves(request, service, product);
  const isSigned = HOSTS.some((host) => {
    const text = stringToSign(timestamp, service, canonicalRequest(request, names, host));
    return equal(sign(key.secretKey, timestamp, service, text), signature);
  });
  if (!sound || !isSigned) return fail('AuthFailure.SignatureFailure');
  if (!equal(key.token ?? '', request.headers['x-tc-token'] ?? ''))
    return fail('AuthFailure.TokenFailure');
  return { secretId };
}

const fail = (problem: AuthProblem) => ({ problem });

const coversTheBasics = (names: readonly string[]) =>
  names.includes('content-type') && names.includes('host');

// The SDK takes the service from the endpoint's first label, so it signs for `127` when it is sent
// to 127.0.0.1. The server listens on loopback only, where that label cannot mean anything else.
function serves({ headers }: SignedRequest, service: string, product: string): boolean {
  return service === product || service === (headers.host ?? '').split('.')[0];
}

// Hashed first: timingSafeEqual wants equal lengths, and a length is a hint too.
function equal(left: string, right: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(left)), Buffer.from(sha256(right)));
}
