// The Function URL: never open to everyone by accident, never closed by accident without a word.
import { canAuthenticate } from '../../../src/http/authenticate';
import { MAX_KEY_BYTES, MIN_KEY_BYTES } from '../../../src/http/secret-limits';
import { type Check, type Finding, problem, warning } from './facts';

/** Whether a token may be meant as a key: base64 of as many bytes as a key has, and neither hexadecimal nor one case. */
function isLikeKey(secret: string): boolean {
  const bytes = Buffer.from(secret, 'base64');
  const isBase64 =
    bytes.toString('base64') === secret && /[A-Z]/.test(secret) && /[a-z]/.test(secret);
  return isBase64 && bytes.length >= MIN_KEY_BYTES && bytes.length <= MAX_KEY_BYTES;
}

/** Some senders show the secret they sign with without its prefix; as it is, their webhooks would all be 401. */
const findLikeKeys = (secrets: string, where: string): Finding[] =>
  secrets
    .split(/\s+/)
    .filter(isLikeKey)
    .map((secret, index, { length }) =>
      warning(
        where,
        `holds a bearer token that looks like a signing key (${index + 1} of ${length}, ${secret.length} characters): if a sender signs with it, write whsec_ before it`,
      ),
    );

const checkUrl: Check = ({ key, fn, config }) => {
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
      : 'npm run secret makes one; or have no webhook';
  return [warning(where, `${closed}; ${remedy}`)];
};

export const checkWebhook: Check = (facts) => [
  ...checkUrl(facts),
  ...findLikeKeys(
    facts.fn.environment.WEBHOOK_SECRETS ?? '',
    `functions.${facts.key}.environment.WEBHOOK_SECRETS`,
  ),
];
