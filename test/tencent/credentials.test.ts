// One triple from one source: the context's environment, else the process's, else the SDK's own names.
import { findCredential } from '../../src/tencent/credentials';

const role = (name: string) => ({
  TENCENTCLOUD_SECRETID: `${name}-id`,
  TENCENTCLOUD_SECRETKEY: `${name}-key`,
  TENCENTCLOUD_SESSIONTOKEN: `${name}-token`,
});
const laptop = { TENCENTCLOUD_SECRET_ID: 'laptop-id', TENCENTCLOUD_SECRET_KEY: 'laptop-key' };
const found = (name: string) => ({
  secretId: `${name}-id`,
  secretKey: `${name}-key`,
  token: `${name}-token`,
});
const LAPTOP = { secretId: 'laptop-id', secretKey: 'laptop-key' };

const without = (source: Record<string, string>, name: string) => ({
  ...source,
  [name]: undefined,
});

type Env = Readonly<Record<string, string | undefined>>;
const table: [name: string, environment: unknown, env: Env, credential: object | undefined][] = [
  ['the context’s', JSON.stringify(role('context')), {}, found('context')],
  [
    'the context’s before all others',
    JSON.stringify(role('context')),
    { ...role('process'), ...laptop },
    found('context'),
  ],
  ['the context’s as an object', role('context'), {}, found('context')],
  ['the process’s', '{"SCF_NAMESPACE":"default"}', role('process'), found('process')],
  [
    'the process’s before the SDK’s names',
    undefined,
    { ...role('process'), ...laptop },
    found('process'),
  ],
  ['the SDK’s names', '{}', laptop, LAPTOP],
  [
    'the SDK’s names with a token',
    '{}',
    { ...laptop, TENCENTCLOUD_SESSION_TOKEN: 'laptop-token' },
    found('laptop'),
  ],
  ['none', '{}', {}, undefined],
  // Half a triple is never completed from another source.
  [
    'no id in the context',
    JSON.stringify(without(role('context'), 'TENCENTCLOUD_SECRETID')),
    role('process'),
    found('process'),
  ],
  [
    'no key in the context',
    JSON.stringify(without(role('context'), 'TENCENTCLOUD_SECRETKEY')),
    role('process'),
    found('process'),
  ],
  [
    'no token in the context',
    JSON.stringify(without(role('context'), 'TENCENTCLOUD_SESSIONTOKEN')),
    role('process'),
    found('process'),
  ],
  [
    'an empty token in the context',
    JSON.stringify({ ...role('context'), TENCENTCLOUD_SESSIONTOKEN: '' }),
    {},
    undefined,
  ],
  [
    'a number for a key in the context',
    JSON.stringify({ ...role('context'), TENCENTCLOUD_SECRETKEY: 7 }),
    laptop,
    LAPTOP,
  ],
  [
    'no token in the process',
    '{}',
    { ...without(role('process'), 'TENCENTCLOUD_SESSIONTOKEN'), ...laptop },
    LAPTOP,
  ],
  ['half of the SDK’s names', '{}', { TENCENTCLOUD_SECRET_ID: 'laptop-id' }, undefined],
  ['half of each', '{"TENCENTCLOUD_SECRETID":"a"}', { TENCENTCLOUD_SECRETKEY: 'b' }, undefined],
  // An environment that is no JSON object.
  ['an old platform’s k=v', 'TENCENTCLOUD_SECRETID=a;B=c', role('process'), found('process')],
  ['half of JSON', '{"TENCENTCLOUD_SECRETID":', role('process'), found('process')],
  ['a list', '["TENCENTCLOUD_SECRETID"]', role('process'), found('process')],
  ['null', 'null', role('process'), found('process')],
  ['a number', 7, role('process'), found('process')],
];
test.each(table)('%s', (_name, environment, env, credential) => {
  expect(findCredential(environment, env)).toEqual(credential);
});

test('they are read afresh: what changed under a warm instance is what counts', () => {
  const env: Record<string, string> = role('first');
  expect(findCredential('{}', env)).toEqual(found('first'));
  Object.assign(env, role('second'));
  expect(findCredential('{}', env)).toEqual(found('second'));
});
