// An error for a person in a browser: the same words as the problem in JSON, the remedy first.
import type { HttpRequest } from '../delivery';
import type { Rendered } from '../http/response';
import { isObject } from '../request/json';
import { escapeHtml, renderDocument } from './document';
import { prefersPage } from './form';

const text = (value: unknown): string => escapeHtml(String(value ?? ''));

const renderIssues = (issues: unknown): string[] =>
  Array.isArray(issues)
    ? issues
        .filter(isObject)
        .map(({ path, message }) => `<li><b>${text(path)}</b><span>${text(message)}</span></li>`)
    : [];

/** The answer to a browser's GET as a page, if it is a problem. */
function toErrorPage(answer: Rendered, request: HttpRequest | undefined): Rendered {
  const { status, headers, body } = answer;
  if (status < 400 || request?.method === 'POST' || !isObject(body)) return answer;
  if (request === undefined || !prefersPage(request)) return answer;
  const issues = renderIssues(body.issues);
  const facts = [`${status} ${text(body.code)}`, `invocation ${text(body.instance)}`];
  const page = renderDocument(
    'bad',
    String(body.title),
    [facts.join(' · ')],
    issues.length > 0
      ? [`<ul class="issues">${issues.join('')}</ul>`]
      : [`<p>${text(body.detail)}</p>`],
  );
  return { status, headers: { ...headers, ...page.headers, Vary: 'Accept' }, body: page.body };
}

interface Told {
  readonly delivery: { readonly http?: HttpRequest };
  readonly response: Rendered;
}

export const toErrorPages = <T extends Told>(processed: readonly T[]): T[] =>
  processed.map((one) => ({ ...one, response: toErrorPage(one.response, one.delivery.http) }));
