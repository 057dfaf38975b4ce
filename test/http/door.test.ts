// Route first, then the caller: what a stranger learns, and what he doesn't.
import type { Ending } from '../../src/ending';
import { stopAtDoor } from '../../src/http/door';
import { configOf, TOKEN } from '../support/world';

const config = configOf({ WEBHOOK_SECRETS: TOKEN });
const message = (method: string, path: string, token?: string) => ({
  method,
  path,
  headers: new Map(token === undefined ? [] : [['authorization', `Bearer ${token}`]]),
});

const table: [name: string, request: ReturnType<typeof message>, ending: Ending | undefined][] = [
  ['a caller with a token', message('POST', '/', TOKEN), undefined],
  ['a stranger', message('POST', '/'), { kind: 'unauthenticated' }],
  [
    'a stranger who asks for the health',
    message('GET', '/health'),
    { kind: 'healthy', version: '1.2.3' },
  ],
  ['a stranger in a wrong place', message('GET', '/x'), { kind: 'no such route' }],
  ['a caller in a wrong place', message('GET', '/x', TOKEN), { kind: 'no such route' }],
  ['a wrong method', message('PUT', '/', TOKEN), { kind: 'wrong method', allow: 'POST' }],
];
test.each(table)('%s', (_name, request, ending) => {
  expect(stopAtDoor(request, config, '1.2.3')).toEqual(ending);
});

test('no token is set', () => {
  expect(stopAtDoor(message('POST', '/', TOKEN), configOf(), '1.2.3')).toEqual({ kind: 'closed' });
});
