// A GET behind the door → the question it asks, and the form its answer should have.
import type { Question } from '../request/read';
import type { HttpMessage } from '../triggers/trigger';
import { routeOf } from './route';

/** A query that a gateway left in the path. */
function queryInPath(path: string): Record<string, unknown> {
  const at = path.indexOf('?');
  const query: Record<string, unknown> = {};
  for (const [name, value] of at < 0 ? [] : new URLSearchParams(path.slice(at + 1)))
    query[name] = name in query ? [query[name], value].flat() : value;
  return query;
}

/** The question of a message, or undefined for one that asks for a backup. */
export function questionOf(message: HttpMessage): Question | undefined {
  const route = routeOf(message);
  const query = { ...queryInPath(message.path), ...message.query };
  switch (route.to) {
    case 'coverage':
    case 'backups':
      return { read: route.to, query };
    case 'task':
      return { read: 'task', query: { ...query, TaskId: route.taskId } };
    default:
      return undefined;
  }
}

/** Whether a browser asks: only a person wants a page, and only a person's client says so. */
export const wantsPage = (message: HttpMessage | undefined): boolean =>
  /(^|,)\s*text\/html\s*(;|,|$)/i.test(message?.headers.get('accept') ?? '');
