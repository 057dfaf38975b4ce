// The form of an answer: by the path, or by what the client likes best.
import type { HttpRequest } from '../delivery';
import { preferredType } from './accept';

/** How a coverage is told. */
export type Form = 'json' | 'page' | 'metrics';

const FORMS = {
  'application/json': 'json',
  'text/html': 'page',
  // What Prometheus asks for; it takes the older text for both.
  'text/plain': 'metrics',
  'application/openmetrics-text': 'metrics',
} as const satisfies Record<string, Form>;

const METRICS = /\/metrics\/?(\?|$)/;

/** Without a caller it is an object, which the platform logs. */
export function toForm(request: HttpRequest | undefined): Form {
  if (request === undefined) return 'json';
  if (METRICS.test(request.path)) return 'metrics';
  const [first, ...others] = Object.keys(FORMS) as [keyof typeof FORMS];
  return FORMS[preferredType(request.headers.get('accept'), [first, ...others])];
}

/** Whether a person reads it: only a browser prefers a page. */
export const prefersPage = ({ headers }: HttpRequest): boolean =>
  preferredType(headers.get('accept'), ['application/json', 'text/html']) === 'text/html';
