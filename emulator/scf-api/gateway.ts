// The gateway before the service: protocol, version, signature, region. Nothing here reaches an action.

import { type ApiCall, checkProtocol } from '../redis/gateway';
import { ApiError } from '../redis/model/errors';
import { verify } from '../redis/tc3';
import type { Key } from '../redis/types';
import type { Action } from './actions/action';
import { ACTIONS } from './actions/index';

const VERSION = '2018-04-16';

/** The action to run, or a thrown ApiError with a common code. The order of the checks is not documented. */
export function passGateway(call: ApiCall, keys: readonly Key[]): Action {
  const { headers } = call;
  checkProtocol(call);
  const who = verify(call, keys, Date.now(), 'scf');
  if ('problem' in who) throw new ApiError(who.problem);
  if (headers['x-tc-version'] !== VERSION) throw new ApiError('NoSuchVersion');
  if (!/^[a-z]{2}-[a-z]+(-[a-z0-9]+)*$/.test(headers['x-tc-region'] ?? ''))
    throw new ApiError('UnsupportedRegion');
  const action = ACTIONS.get(headers['x-tc-action'] ?? '');
  if (action === undefined) throw new ApiError('InvalidAction', 'There is no such action.');
  return action;
}
