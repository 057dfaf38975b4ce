// Which of the function's few routes a request means. Matched on the path's end: gateways put their own prefix before it.
import type { HttpMessage } from '../triggers/trigger';

export type Route =
  | { readonly to: 'backup' }
  | { readonly to: 'health' }
  | { readonly to: 'nowhere' }
  | { readonly to: 'wrong method'; readonly allow: string };

const HEALTH = /(^|\/)health\/?$/;

export function routeOf({ method, path }: HttpMessage): Route {
  const [asked = ''] = path.split('?');
  if (HEALTH.test(asked))
    return method === 'GET' ? { to: 'health' } : { to: 'wrong method', allow: 'GET' };
  if (method === 'POST') return { to: 'backup' };
  return method === 'GET' && !/^\/?$/.test(asked)
    ? { to: 'nowhere' }
    : { to: 'wrong method', allow: 'POST' };
}
