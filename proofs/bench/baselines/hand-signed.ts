// The floor of an invocation: one signed POST with nothing around it, no SDK, no checks, no time limit.
import { createHash, createHmac } from 'node:crypto';
import { type Agent, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Place } from './sdk-deep';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text);

const TYPE = 'application/json';

/** https://cloud.tencent.com/document/api/213/30654 */
function authorization(place: Place, hostname: string, body: string, seconds: number): string {
  const day = new Date(seconds * 1000).toISOString().slice(0, 10);
  const service = hostname.split('.')[0] ?? '';
  const scope = `${day}/${service}/tc3_request`;
  const headers = `content-type:${TYPE}\nhost:${hostname}\n`;
  const canonical = `POST\n/\n\n${headers}\ncontent-type;host\n${sha256(body)}`;
  const text = `TC3-HMAC-SHA256\n${seconds}\n${scope}\n${sha256(canonical)}`;
  const serviceKey = hmac(hmac(`TC3${place.secretKey}`, day).digest(), service).digest();
  const signature = hmac(hmac(serviceKey, 'tc3_request').digest(), text).digest('hex');
  return `TC3-HMAC-SHA256 Credential=${place.secretId}/${scope}, SignedHeaders=content-type;host, Signature=${signature}`;
}

/** `agent`: false opens a connection for this call alone; undefined is Node's own, kept alive. */
export function post(
  place: Place,
  action: string,
  params: object,
  agent?: Agent | false,
): Promise<unknown> {
  const [hostname = '', port] = place.host.split(':');
  const body = JSON.stringify(params);
  const seconds = Math.floor(Date.now() / 1000);
  const headers = {
    Host: place.host,
    'Content-Type': TYPE,
    'Content-Length': Buffer.byteLength(body),
    'X-TC-Action': action,
    'X-TC-Version': '2018-04-12',
    'X-TC-Region': 'ap-guangzhou',
    'X-TC-Timestamp': seconds,
    Authorization: authorization(place, hostname, body, seconds),
  };
  const open = place.secure ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', hostname, port, path: '/', headers };
    const request = open(agent === undefined ? options : { ...options, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve(JSON.parse(text)));
    });
    request.on('error', reject).end(body);
  });
}
