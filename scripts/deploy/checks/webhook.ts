// The Function URL: never open to everyone by accident, never closed by accident without a word.
import { canAuthenticate } from '../../../src/http/authenticate';
import { type Check, problem, warning } from './facts';

const MAKE_ONE = 'WEBHOOK_SECRETS="$(openssl rand -hex 24)" npx serverless deploy';

export const checkWebhook: Check = ({ key, fn, config }) => {
  const index = fn.events.findIndex((event) => event.url !== undefined);
  const url = fn.events[index]?.url;
  if (url === undefined || !config.ok) return [];
  const where = `functions.${key}.events.${index}.url`;
  const byPlatform = config.value.WEBHOOK_AUTH === 'platform';
  if (byPlatform && url.auth === 'NONE' && url.public)
    return [
      problem(
        where,
        'is open to everyone: WEBHOOK_AUTH is platform, but the platform checks nothing here. Set auth to CAM, or public to false, or WEBHOOK_AUTH to both',
      ),
    ];
  if (byPlatform || canAuthenticate(config.value)) return [];
  const closed =
    'is closed: without a secret in WEBHOOK_SECRETS that WEBHOOK_AUTH makes use of, every webhook is answered 503';
  const remedy =
    url.auth === 'CAM'
      ? 'set WEBHOOK_AUTH to platform to rely on the CAM signature, or give a secret'
      : `give one as in ${MAKE_ONE}, or delete the url event`;
  return [warning(where, `${closed}; ${remedy}`)];
};
