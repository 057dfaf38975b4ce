// The gateway before the service: protocol, signature, region, frequency. Nothing here reaches an action.

import type { IncomingMessage } from 'node:http';
import type { Cloud } from './cloud';
import type { Action } from './model/actions/action';
import { ACTIONS } from './model/actions/index';
import { ApiError } from './model/errors';
import type { Fields } from './model/fields';
import { readQuery } from './query';
import { verify } from './tc3';

const VERSION = '2018-04-12';
const REGION = /^[a-z]{2}-[a-z]+(-[a-z0-9]+)*$/;

/** One API call as it arrived. `body` is undefined when it was over the size limit. */
export interface ApiCall {
  method: string;
  query: string;
  headers: Readonly<Record<string, string | undefined>>;
  body: Buffer | undefined;
}

export function apiCall(request: IncomingMessage, body: Buffer | undefined): ApiCall {
  const names = Object.entries(request.headers);
  const headers = Object.fromEntries(names.map(([name, value]) => [name, value?.toString()]));
  const query = request.url?.split('?')[1] ?? '';
  return { method: request.method ?? '', query, headers, body };
}

/** The parameters of a call: the body as JSON, or undefined; of a GET its query. */
export function paramsOf({ method, query, body }: ApiCall, fields?: Fields): unknown {
  if (method === 'GET') return readQuery(query, fields);
  try {
    return JSON.parse(body?.toString('utf8') ?? '');
  } catch {
    return undefined;
  }
}

/**
 * The action to run, or a thrown ApiError with a common code. The order of the checks is not
 * documented; the frequency comes last, so a call refused for another reason does not count.
 */
export function passGateway(call: ApiCall, cloud: Cloud): Action {
  const { headers } = call;
  checkProtocol(call);
  const name = required(headers, 'X-TC-Action');
  if (required(headers, 'X-TC-Version') !== VERSION) throw new ApiError('NoSuchVersion');
  required(headers, 'X-TC-Timestamp');
  const who = verify(call, cloud.keys, cloud.gatewayNow());
  if ('problem' in who) throw new ApiError(who.problem);
  if (!REGION.test(required(headers, 'X-TC-Region'))) throw new ApiError('UnsupportedRegion');
  const action = ACTIONS.get(name);
  if (action === undefined) throw new ApiError('InvalidAction', `There is no action ${name}.`);
  // Counted per access region, that is the host reached, and not per X-TC-Region.
  limit(cloud, { name, action, key: `${name} ${headers.host} ${who.secretId}` });
  return action;
}

/** Signature version 1 is a parameter, in the query or in a form; the newer version is a header. */
const VERSION_1 = /(^|&)SignatureMethod=|(^|&)Signature=/;

/**
 * What both services ask of a call before they look who signed it.
 * @throws {ApiError} for another method, a body over the limit, and for signature version 1, with the way out
 */
export function checkProtocol(call: ApiCall): asserts call is ApiCall & { readonly body: Buffer } {
  const { method, query, headers, body } = call;
  if (method !== 'POST' && method !== 'GET') throw new ApiError('UnsupportedProtocol');
  if (body === undefined) throw new ApiError('RequestSizeLimitExceeded', 'More than 10 MB.');
  const form = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  const sent = form === true && method === 'POST' ? body.toString('latin1') : query;
  if (headers.authorization === undefined && VERSION_1.test(sent))
    throw new ApiError(
      'AuthFailure.InvalidAuthorization',
      'This is signature version 1 (HmacSHA1, HmacSHA256), which the local cloud does not check. Set the sign method of the client profile to TC3-HMAC-SHA256.',
    );
}

function required(headers: ApiCall['headers'], name: string): string {
  const value = headers[name.toLowerCase()];
  if (value === undefined || value === '')
    throw new ApiError('MissingParameter', `The request is missing the header \`${name}\`.`);
  return value;
}

function limit(cloud: Cloud, call: { name: string; action: Action; key: string }): void {
  const perSecond = cloud.limitOf(call.name, call.action);
  if (perSecond === undefined || cloud.admits(call.key, perSecond)) return;
  throw new ApiError(
    'RequestLimitExceeded',
    `Your current request times equals to \`${perSecond + 1}\` in a second, which exceeds the ` +
      `frequency limit \`${perSecond}\` for a second. Please reduce the frequency of calls.`,
  );
}
