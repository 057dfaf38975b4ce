/**
 * A redirect is followed as node-fetch does, as GET where HTTP says so and never with a signature to another host; nor, and
 * there the two differ, with the role's session token.
 */
import { FetchError } from './errors';
import type { FetchOptions, Headers } from './options';

const MOST_HOPS = 20;
const NOT_FOR_OTHERS = ['authorization', 'www-authenticate', 'cookie', 'cookie2', 'x-tc-token'];

/** @throws FetchError when it is no address */
export function targetOf(location: string, from: URL): URL {
  try {
    return new URL(location, from);
  } catch {
    throw new FetchError(
      `uri requested responds with an invalid redirect URL: ${location}`,
      'invalid-redirect',
    );
  }
}

/** @throws FetchError after 20 redirects */
export function redirected(
  { url, headers }: { readonly url: URL; readonly headers: Headers },
  { body, hops = 0, ...options }: FetchOptions,
  status: number | undefined,
  to: URL,
): FetchOptions {
  if (hops >= MOST_HOPS)
    throw new FetchError(`maximum redirect reached at: ${url.href}`, 'max-redirect');
  const becomesGet =
    status === 303 || ((status === 301 || status === 302) && options.method === 'POST');
  return {
    ...options,
    ...(becomesGet ? { method: 'GET' } : body === undefined ? {} : { body }),
    headers: staysHome(url, to) ? headers : withoutSecrets(headers),
    hops: hops + 1,
  };
}

const staysHome = (from: URL, to: URL): boolean =>
  from.protocol === to.protocol &&
  (from.hostname === to.hostname || from.hostname.endsWith(`.${to.hostname}`));

const withoutSecrets = (headers: Headers): Headers =>
  new Map([...headers].filter(([key]) => !NOT_FOR_OTHERS.includes(key)));
