// Which method and path lead where.
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
const allow = (method: string): Route => ({ to: 'wrong method', allow: method });

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
  ['POST', '/health', allow('GET')],
  ['HEAD', '/health', allow('GET')],
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
  ['POST', '/x/../health', allow('GET')],
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
