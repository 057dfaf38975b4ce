// A GET that was let in → the query it asks, and the form its answer should have.
import type { HttpRequest, QueryInput } from '../delivery';
import type { Route } from './routes';

/** The routes that read. */
export type QueryRoute = Extract<Route, { to: 'coverage' | 'backups' | 'task' }>;

/** A query that a gateway left in the path. */
function parseQueryInPath(path: string): QueryInput['parameters'] {
  const at = path.indexOf('?');
  const given = new Map<string, string | string[]>();
  for (const [name, value] of new URLSearchParams(at < 0 ? '' : path.slice(at + 1))) {
    const before = given.get(name);
    given.set(name, before === undefined ? value : [before, value].flat());
  }
  return Object.fromEntries(given);
}

/** The query of a request: the route says what, the parameters about which instances. */
export function toQuery(route: QueryRoute, request: HttpRequest): QueryInput {
  const parameters = { ...parseQueryInPath(request.path), ...request.query };
  return route.to === 'task'
    ? { query: 'task', parameters: { ...parameters, TaskId: route.taskId } }
    : { query: route.to, parameters };
}

/** Whether a browser asks: only a person wants a page, and only a person's client says so. */
export const acceptsHtml = (request: HttpRequest | undefined): boolean =>
  /(^|,)\s*text\/html\s*(;|,|$)/i.test(request?.headers.get('accept') ?? '');
