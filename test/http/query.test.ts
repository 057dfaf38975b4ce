// What a GET asks for, and in which form.
import { acceptsHtml, toQuery } from '../../src/http/query';
import { matchRoute } from '../../src/http/routes';

describe('the question of a path', () => {
  const message = (path: string, method = 'GET') => ({
    method,
    path,
    headers: new Map(),
    repeated: new Set<string>(),
    source: undefined,
    query: { a: '1' },
  });
  const askedBy = (path: string, method: string) => {
    const route = matchRoute(message(path, method));
    return route.to === 'coverage' || route.to === 'backups' || route.to === 'task'
      ? toQuery(route, message(path, method))
      : undefined;
  };
  const table: [path: string, question: object | undefined, method?: string][] = [
    ['/coverage', { query: 'coverage', parameters: { a: '1' } }],
    ['/release/backup/coverage/', { query: 'coverage', parameters: { a: '1' } }],
    ['/backups?b=2', { query: 'backups', parameters: { a: '1', b: '2' } }],
    ['/backups?b=2&b=3', { query: 'backups', parameters: { a: '1', b: ['2', '3'] } }],
    ['/tasks/123', { query: 'task', parameters: { a: '1', TaskId: '123' } }],
    ['/tasks/', undefined],
    ['/mycoverage', undefined],
    ['/coverage', undefined, 'POST'],
    ['/health', undefined],
  ];
  test.each(table)('%s', (path, question, method = 'GET') => {
    expect(askedBy(path, method)).toEqual(question);
  });

  const accepts: [accept: string, page: boolean][] = [
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', true],
    ['TEXT/HTML', true],
    ['application/json', false],
    ['*/*', false],
    ['application/text/html', false],
    ['', false],
  ];
  test.each(accepts)('Accept: %s', (accept, page) => {
    expect(acceptsHtml({ ...message('/coverage'), headers: new Map([['accept', accept]]) })).toBe(
      page,
    );
  });
});
