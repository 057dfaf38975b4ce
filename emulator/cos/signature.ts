// How COS checks the signature of a request (https://cloud.tencent.com/document/product/436/7778).

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Accepted credentials. With `token` they are temporary ones, which `x-cos-security-token` must repeat. */
export interface CosKey {
  secretId: string;
  secretKey: string;
  token?: string;
}

/** An HTTP request as far as its signature goes: lower-case header names, the decoded path, the query's pairs. */
export interface SignedCosRequest {
  method: string;
  path: string;
  query: Readonly<Record<string, string>>;
  headers: Readonly<Record<string, string | undefined>>;
}

/** COS's code of the first check that failed; all are answered with 403. */
export type SignatureProblem =
  | 'AccessDenied'
  | 'InvalidAccessKeyId'
  | 'RequestTimeTooSkewed'
  | 'SignatureDoesNotMatch'
  | 'InvalidToken';

const hmacSha1 = (key: string, text: string) => createHmac('sha1', key).update(text).digest('hex');

// What encodeURIComponent leaves as it is and COS does not.
const encode = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const joined = (names: readonly string[], textOf: (name: string) => string) =>
  names.map((name) => `${encode(name)}=${encode(textOf(name))}`).join('&');

/** Undefined when the signature is right. `nowMs` is Unix milliseconds. */
export function findSignatureProblem(
  request: SignedCosRequest,
  keys: readonly CosKey[],
  nowMs: number,
): SignatureProblem | undefined {
  const { headers, method, path, query } = request;
  const given = new Map(
    (headers.authorization ?? '').split('&').map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), pair.slice(at + 1)] as const;
    }),
  );
  const part = (name: string) => given.get(`q-${name}`) ?? '';
  if (part('sign-algorithm') !== 'sha1') return 'AccessDenied';
  const key = keys.find(({ secretId }) => secretId === part('ak'));
  if (key === undefined) return 'InvalidAccessKeyId';
  const keyTime = part('key-time');
  const [from = 0, to = 0] = keyTime.split(';').map(Number);
  const now = nowMs / 1000;
  if (!(from <= now && now <= to)) return 'RequestTimeTooSkewed';
  const signed = part('header-list').split(';');
  const params = part('url-param-list').split(';').filter(Boolean);
  if (params.join(';') !== Object.keys(query).sort().join(';')) return 'SignatureDoesNotMatch';
  if (!signed.includes('host')) return 'SignatureDoesNotMatch';
  const text = [
    method.toLowerCase(),
    path,
    joined(params, (name) => query[name] ?? ''),
    joined(signed, (name) => headers[name] ?? ''),
    '',
  ].join('\n');
  const hash = createHash('sha1').update(text).digest('hex');
  const signature = hmacSha1(
    hmacSha1(key.secretKey, keyTime),
    `sha1\n${part('sign-time')}\n${hash}\n`,
  );
  if (!equal(signature, part('signature'))) return 'SignatureDoesNotMatch';
  return equal(key.token ?? '', headers['x-cos-security-token'] ?? '') ? undefined : 'InvalidToken';
}

// Hashed first: timingSafeEqual wants equal lengths.
function equal(left: string, right: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(left), hash(right));
}
