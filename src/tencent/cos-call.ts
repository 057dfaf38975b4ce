// One request to COS, with a time limit that holds: its answer, or why there is none; never an exception.
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Credential } from 'tencentcloud-sdk-nodejs/tencentcloud/common/interface';
import type { Endpoint } from '../redis-api';
import type { Connection } from './connection';
import { type CosRequest, signCosRequest } from './cos-signature';
import { hideValues, listValues } from './credentials';

export interface CosAccess {
  /** The bucket's own domain. */
  readonly bucket: Endpoint;
  /** Read afresh for each call: a role's credentials change under a warm instance. */
  credential(): Credential | undefined;
}

export interface CosReply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** COS's code of an error, `NoSuchKey`; empty when the body is not COS's. */
  readonly code: string;
}

export type CosAnswer =
  | { readonly ok: true; readonly reply: CosReply }
  /** `isSent`: a byte of the request may have left. */
  | { readonly ok: false; readonly isSent: boolean; readonly reason: string };

/** Ours have some hundred bytes, and so has an error. */
const MAX_BODY = 65_536;

export async function callCos(
  access: CosAccess,
  connection: Connection,
  call: Omit<CosRequest, 'headers'> & { readonly body?: string },
  timeoutMs: number,
): Promise<CosAnswer> {
  const credential = access.credential();
  if (credential === undefined) return { ok: false, isSent: false, reason: 'no credentials' };
  const hide = (text: string): string => hideValues(text, listValues(credential));
  try {
    const reply = await exchange(access, connection, credential, call, timeoutMs);
    return { ok: true, reply: { ...reply, code: hide(reply.code), body: hide(reply.body) } };
  } catch (thrown) {
    const reason = thrown instanceof Error ? hide(thrown.message) : 'no reply';
    return { ok: false, isSent: connection.reached(), reason };
  }
}

function exchange(
  { bucket }: CosAccess,
  { agent }: Connection,
  credential: Credential,
  { body, ...call }: Omit<CosRequest, 'headers'> & { readonly body?: string },
  timeoutMs: number,
): Promise<CosReply> {
  const headers = {
    host: bucket.host,
    ...(body === undefined ? {} : { 'x-cos-forbid-overwrite': 'true' }),
    ...(credential.token === undefined ? {} : { 'x-cos-security-token': credential.token }),
  };
  const authorization = signCosRequest({ ...call, headers }, credential, Date.now());
  const send = bucket.protocol === 'https:' ? requestHttps : requestHttp;
  const search = call.query === undefined ? '' : `?${call.query.join('&')}`;
  return new Promise((resolve, reject) => {
    const request = send(`${bucket.protocol}//${bucket.host}${call.path}${search}`, {
      method: call.method,
      headers: {
        ...headers,
        authorization,
        ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      },
      agent,
    });
    const timer = setTimeout(() => request.destroy(new Error('no answer in time')), timeoutMs);
    request.once('close', () => clearTimeout(timer));
    request.once('error', reject);
    request.once('response', (response) => readReply(response, resolve, reject));
    request.end(body);
  });
}

function readReply(
  response: IncomingMessage,
  resolve: (reply: CosReply) => void,
  reject: (reason: Error) => void,
): void {
  let body = '';
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    body += chunk;
    if (body.length > MAX_BODY) response.destroy(new Error('the answer is too long'));
  });
  response.once('error', reject);
  response.once('aborted', () => reject(new Error('the answer was cut off')));
  response.once('end', () => {
    const [, code = ''] = /<Code>(\w+(?:\.\w+)*)<\/Code>/.exec(body) ?? [];
    resolve({ status: response.statusCode ?? 0, headers: response.headers, body, code });
  });
}
