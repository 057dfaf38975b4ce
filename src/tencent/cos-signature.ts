// The signature of a request to COS (https://cloud.tencent.com/document/product/436/7778).
import { createHash, createHmac } from 'node:crypto';

export interface CosRequest {
  readonly method: 'GET' | 'PUT';
  /** As sent, without its query; only characters that no URL encodes. */
  readonly path: string;
  /** Names without a value, like `versioning`. */
  readonly query?: readonly string[];
  /** All of them are signed, so that nobody on the way can drop the one that forbids overwriting. */
  readonly headers: Readonly<Record<string, string>>;
}

interface Keys {
  readonly secretId?: string | undefined;
  readonly secretKey?: string | undefined;
}

const hmac = (key: string, text: string): string =>
  createHmac('sha1', key).update(text).digest('hex');

/** How far the signature reaches to both sides of now, for clocks that differ. */
const LIFE_SECONDS = 300;

/** The header `Authorization`. `now`: epoch milliseconds. */
export function signCosRequest(
  { method, path, query = [], headers }: CosRequest,
  { secretId = '', secretKey = '' }: Keys,
  now: number,
): string {
  const seconds = Math.floor(now / 1000);
  const keyTime = `${seconds - LIFE_SECONDS};${seconds + LIFE_SECONDS}`;
  const names = Object.keys(headers).sort();
  const signed = names.map((name) => `${name}=${encodeURIComponent(headers[name] ?? '')}`);
  const params = query.map((name) => `${name}=`);
  const request = `${method.toLowerCase()}\n${path}\n${params.join('&')}\n${signed.join('&')}\n`;
  const hash = createHash('sha1').update(request).digest('hex');
  const signature = hmac(hmac(secretKey, keyTime), `sha1\n${keyTime}\n${hash}\n`);
  return [
    'q-sign-algorithm=sha1',
    `q-ak=${secretId}`,
    `q-sign-time=${keyTime}`,
    `q-key-time=${keyTime}`,
    `q-header-list=${names.join(';')}`,
    `q-url-param-list=${query.join(';')}`,
    `q-signature=${signature}`,
  ].join('&');
}
