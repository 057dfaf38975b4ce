// Which of the function's few routes a request means. Matched on the path's end: gateways put their own prefix before it.
import type { HttpRequest } from '../delivery';

export type Route =
  | { readonly to: 'backup' }
  | { readonly to: 'health' }
  /** A question; the query says about which instances. */
  | { readonly to: 'coverage' }
  | { readonly to: 'backups' }
  | { readonly to: 'task'; readonly taskId: string }
  | { readonly to: 'nowhere' }
  | { readonly to: 'wrong method'; readonly allow: string };

const HEALTH = /(^|\/)health\/?$/;
const COVERAGE = /(^|\/)coverage\/?$/;
const BACKUPS = /(^|\/)backups\/?$/;
const TASK = /(?:^|\/)tasks\/([^/]+)\/?$/;

/** A POST is a backup wherever it goes, so only a GET can be one of these. */
function matchQuery(path: string): Route | undefined {
  if (COVERAGE.test(path)) return { to: 'coverage' };
  if (BACKUPS.test(path)) return { to: 'backups' };
  const [, taskId] = TASK.exec(path) ?? [];
  return taskId === undefined ? undefined : { to: 'task', taskId };
}

export function matchRoute({ method, path }: HttpRequest): Route {
  const [asked = ''] = path.split('?');
  if (HEALTH.test(asked))
    return method === 'GET' ? { to: 'health' } : { to: 'wrong method', allow: 'GET' };
  if (method === 'POST') return { to: 'backup' };
  if (method !== 'GET' || /^\/?$/.test(asked)) return { to: 'wrong method', allow: 'POST' };
  return matchQuery(asked) ?? { to: 'nowhere' };
}
