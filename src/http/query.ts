// A GET behind the door → the question it asks, and the form its answer should have.

import type { HttpRequest } from '../delivery';
import type { QueryInput } from '../request/parse-request';
import type { Route } from './routes';

/** The routes that read. */
export type QueryRoute = Extract<Route, { to: 'coverage' | 'backups' | 'task' }>;

/** A query that a gateway left in the path. */
function parseQueryInPath(path: string): QueryInput['query'] {
  const at = path.indexOf('?');
  const given = new Map<string, string | string[]>();
  for (const [name, value] of new URLSearchParams(at < 0 ? '' : path.slice(at + 1))) {
    const before = given.get(name);
    given.set(name, before === undefined ? value : [before, value].flat());
  }
  return Object.fromEntries(given);
}

/** The question of a message: the route says what, the query about which instances. */
export function toQuery(route: QueryRoute, message: HttpRequest): QueryInput {
  const query = { ...parseQueryInPath(message.path), ...message.query };
  return route.to === 'task'
    ? { read: 'task', query: { ...query, TaskId: route.taskId } }
    : { read: route.to, query };
}

/** Whether a browser asks: only a person wants a page, and only a person's client says so. */
export const acceptsHtml = (message: HttpRequest | undefined): boolean =>
  /(^|,)\s*text\/html\s*(;|,|$)/i.test(message?.headers.get('accept') ?? '');
