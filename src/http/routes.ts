// Which of the function's few routes a request means. Matched on the path's end: gateways put their own prefix before it.
import type { HttpRequest, QueryName } from '../delivery';

export type Route =
  | { readonly to: 'health' }
  | { readonly to: 'backup' | 'nowhere' }
  | { readonly to: 'query'; readonly query: QueryName }
  /** `allow` lists every method of the resource (RFC 9110 §10.2.1). */
  | { readonly to: 'wrong method'; readonly allow: string };

/** The resources that are read. Whatever has another name takes backups. */
const READABLE = /(?:^|\/)(?:(health|coverage|metrics|backups)|(task)s\/[^/]+)\/?$/;

/** HEAD is answered as GET is, without the body (RFC 9110 §9.3.2). */
export const isReading = (method: string): boolean => method === 'GET' || method === 'HEAD';

export function matchRoute({ method, path }: HttpRequest): Route {
  const [asked = ''] = path.split('?');
  const [, name, task = name] = READABLE.exec(asked) ?? [];
  if (task === undefined) {
    if (method === 'POST') return { to: 'backup' };
    const isKnown = !isReading(method) || /^\/?$/.test(asked);
    return isKnown ? { to: 'wrong method', allow: 'POST' } : { to: 'nowhere' };
  }
  if (!isReading(method)) return { to: 'wrong method', allow: 'GET, HEAD' };
  if (task === 'health') return { to: task };
  // The same question; the path asks for another form of the answer (queries/form.ts).
  return { to: 'query', query: task === 'metrics' ? 'coverage' : (task as QueryName) };
}
