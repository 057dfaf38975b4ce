// Which method and path lead where; `Allow` lists every method of the resource (RFC 9110 §10.2.1, §15.5.6).
import type { QueryName } from '../../src/delivery';
import { matchRoute, type Route } from '../../src/http/routes';

const message = (method: string, path: string) => ({
  method,
  path,
  headers: new Map(),
  repeated: new Set<string>(),
  source: undefined,
  query: {},
});

const BACKUP: Route = { to: 'backup' };
const HEALTH: Route = { to: 'health' };
const NOWHERE: Route = { to: 'nowhere' };
const allow = (methods: string): Route => ({ to: 'wrong method', allow: methods });
const query = (name: QueryName): Route => ({ to: 'query', query: name });

const table: [method: string, path: string, route: Route][] = [
  ['POST', '/', BACKUP],
  ['POST', '', BACKUP],
  ['POST', '/release/scf/backup', BACKUP],
  ['POST', '/healthy', BACKUP],
  ['GET', '/health', HEALTH],
  ['GET', 'health', HEALTH],
  ['GET', '/health/', HEALTH],
  ['GET', '/release/scf/health', HEALTH],
  ['GET', '/health?verbose=1', HEALTH],
  ['HEAD', '/health', HEALTH],
  ['POST', '/health', allow('GET, HEAD')],
  ['GET', '/coverage', query('coverage')],
  ['HEAD', '/coverage', query('coverage')],
  ['GET', '/release/backup/coverage/', query('coverage')],
  ['GET', '/backups?b=2', query('backups')],
  ['HEAD', '/backups', query('backups')],
  ['GET', '/tasks/123', query('task')],
  ['GET', '/a/tasks/123/?b=2', query('task')],
  ['GET', '/tasks/', NOWHERE],
  ['HEAD', '/nothing', NOWHERE],
  ['GET', '/mycoverage', NOWHERE],
  // A path that is read is not one that takes backups, whatever comes to it.
  ['POST', '/coverage', allow('GET, HEAD')],
  ['POST', '/release/backups', allow('GET, HEAD')],
  ['POST', '/tasks/123', allow('GET, HEAD')],
  ['DELETE', '/backups', allow('GET, HEAD')],
  ['HEAD', '/', allow('POST')],
  ['GET', '/', allow('POST')],
  ['GET', '', allow('POST')],
  ['GET', '/?health', allow('POST')],
  ['PUT', '/', allow('POST')],
  ['DELETE', '/backup', allow('POST')],
  ['OPTIONS', '/', allow('POST')],
  ['TRACE', '/', allow('POST')],
  ['CONNECT', '/', allow('POST')],
  ['PRI', '/', allow('POST')],
  ['', '/', allow('POST')],
  // A method is written in capitals (RFC 9110 §9.1), and `ſ` in capitals would be an S.
  ['post', '/', allow('POST')],
  ['po\u017ft', '/', allow('POST')],
  ['POST', '/x/../health', allow('GET, HEAD')],
  ['GET', '/healthy', NOWHERE],
  ['GET', '/unhealth', NOWHERE],
  ['GET', '/health/deep', NOWHERE],
  ['GET', '/favicon.ico', NOWHERE],
  ['GET', '/../../etc/passwd', NOWHERE],
  ['GET', '/%2e%2e%2fetc%2fpasswd', NOWHERE],
  ['GET', '/%68ealth', NOWHERE],
  ['GET', '/health;x=y', NOWHERE],
  ['GET', '/health%00.json', NOWHERE],
  ['GET', '/HEALTH', NOWHERE],
];
test.each(table)('%s %p', (method, path, route) => {
  expect(matchRoute(message(method, path))).toEqual(route);
});
