// An error as a page: in the language of its reader, with what to do about it.
import type { HttpRequest } from '../../src/delivery';
import { toResponse } from '../../src/http/response';
import { toErrorPages } from '../../src/queries/error-page';
import {
  REJECTIONS,
  type RejectionCode,
  reject,
  rejectIssues,
  rejectUnread,
} from '../../src/rejection';
import { findForbidden } from '../../src/request/allow-list';
import { parseQuery } from '../../src/request/query-string';
import type { Result } from '../../src/result';
import { findRow, OTHER_CODES, PAGE_CODES, TRANSPORT_CODES } from '../../src/tencent/error-table';
import { failure, GUANGZHOU, id } from '../support/builders';

const show = (result: Result, language: string, accept = 'text/html', method = 'GET') => {
  const headers = new Map([
    ['accept', accept],
    ['accept-language', language],
  ]);
  const http: HttpRequest = {
    ...{ method, path: '/coverage', headers, repeated: new Set(), source: undefined, query: {} },
  };
  const told = { delivery: { http }, response: toResponse(result, { instance: 'run-1' }) };
  const [{ response } = told] = toErrorPages([told]);
  return { ...response, html: String(response.body) };
};
const headline = (html: string) => /<h1>(.*?)<\/h1>/.exec(html)?.[1];
const CHINESE = /\p{Script=Han}/u;

test.each(Object.keys(REJECTIONS) as RejectionCode[])('%s is told in either language', (code) => {
  const [zh, en] = [show(reject(code), 'zh-CN'), show(reject(code), 'en')];
  expect(headline(en.html)).toBe(REJECTIONS[code].title);
  expect(headline(zh.html)).toMatch(CHINESE);
  expect(zh.html).toContain('<html lang="zh-Hans">');
  expect([zh.status, zh.headers.Vary]).toEqual([
    REJECTIONS[code].status,
    'Accept, Accept-Language',
  ]);
});

const codes = [...PAGE_CODES, ...OTHER_CODES, ...TRANSPORT_CODES, findRow('NewOne')];
test.each(codes)('$code of the API is told in Chinese, with its message', ({ code }) => {
  const { html } = show(rejectUnread(failure(code)), 'zh-CN');
  expect(headline(html)).toMatch(CHINESE);
  expect(headline(html)).not.toBe('出错');
  expect(html).toContain(code);
});

const asked = (query: 'coverage' | 'backups' | 'task', parameters: object, path = '/coverage') =>
  parseQuery(
    { query, request: { path, query: { ...parameters } } },
    { region: undefined, request: undefined },
  );
const forbidden = findForbidden(
  { query: 'backups', InstanceId: id('crs-a'), Region: GUANGZHOU },
  {
    ALLOWED_INSTANCES: [],
    ALLOWED_REGIONS: ['ap-seoul' as typeof GUANGZHOU],
    MIN_STORAGE_DAYS: 1,
    MAX_STORAGE_DAYS: 9,
  },
);
const wrong: [name: string, issues: unknown][] = [
  ['no parameters', asked('coverage', {})],
  ['a misspelt one', asked('coverage', { Tagg: 'a:b' })],
  ['strange ones', asked('coverage', { Regions: 'ap-seoul', what: '1', where: '2' })],
  ['no region', asked('coverage', { InstanceId: 'crs-a' })],
  ['bad ids', asked('coverage', { InstanceId: 'CRS', Region: 'x', MaxAgeHours: '-1' })],
  ['no instance', asked('backups', { Region: 'ap-seoul' })],
  ['no task', asked('task', { Region: 'ap-seoul' }, '/tasks/x')],
  ['what is forbidden', { issues: forbidden }],
];
test.each(wrong)('%s: no English sentence is left', (_name, given) => {
  const { issues } = given as { issues: { path: string; message: string }[] };
  const { html } = show(rejectIssues('ValidationFailed', issues), 'zh-CN');
  const said = [...html.matchAll(/<\/b><span>(.*?)<\/span>/g)].map(([, text = '']) => text);
  expect(said).toHaveLength(issues.length);
  expect(said.filter((text) => !CHINESE.test(text) || / (is|must|give|the) /.test(text))).toEqual(
    [],
  );
});

test('a program, and a POST, get the problem in JSON', () => {
  for (const { body } of [
    show(reject('NotAllowed'), 'zh', 'application/json'),
    show(reject('NotAllowed'), 'zh', 'text/html', 'POST'),
  ])
    expect(body).toMatchObject({ title: REJECTIONS.NotAllowed.title });
});
