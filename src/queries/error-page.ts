// An error for a person in a browser: the words of the problem in JSON, and in Chinese the remedy before them.
import type { HttpRequest } from '../delivery';
import type { Rendered } from '../http/response';
import { isObject } from '../request/json';
import { preferredLanguage } from './accept';
import { escapeHtml, renderDocument } from './document';
import { findErrorText, toChinese } from './error-texts';
import { prefersPage } from './form';
import type { Language } from './page-texts';

const text = (value: unknown): string => escapeHtml(String(value ?? ''));

const renderIssues = (issues: unknown, language: Language): string[] =>
  Array.isArray(issues)
    ? issues.filter(isObject).map(({ path, message }) => {
        const said = language === 'zh' ? toChinese(String(message)) : message;
        return `<li><b>${text(path)}</b><span>${text(said)}</span></li>`;
      })
    : [];

/** The answer to a browser's GET as a page, if it is a problem. */
function toErrorPage(answer: Rendered, request: HttpRequest | undefined): Rendered {
  const { status, headers, body } = answer;
  if (status < 400 || request?.method === 'POST' || !isObject(body)) return answer;
  if (request === undefined || !prefersPage(request)) return answer;
  const language = preferredLanguage(request.headers.get('accept-language'));
  const [title, remedy] =
    language === 'zh' ? findErrorText(String(body.code), status) : [String(body.title), ''];
  const issues = renderIssues(body.issues, language);
  const id = `${language === 'zh' ? '请求 ID' : 'invocation'} ${text(body.instance)}`;
  const page = renderDocument(
    'bad',
    title,
    [`${status} ${text(body.code)} · ${id}`],
    [
      ...(remedy === '' ? [] : [`<p>${remedy}</p>`]),
      issues.length > 0
        ? `<ul class="issues">${issues.join('')}</ul>`
        : `<p>${text(body.detail)}</p>`,
    ],
    language,
  );
  return { status, headers: { ...headers, ...page.headers }, body: page.body };
}

interface Told {
  readonly delivery: { readonly http?: HttpRequest };
  readonly response: Rendered;
}

export const toErrorPages = <T extends Told>(processed: readonly T[]): T[] =>
  processed.map((one) => ({ ...one, response: toErrorPage(one.response, one.delivery.http) }));
