// Reading: what the API shows of a function, what serverless.yml says of it, and what a zip holds. Properties first.

import { checkService } from '../../emulator/scf/service';
import { unzip } from '../../emulator/scf-api/unzip';
import {
  actualOf,
  readDetails,
  readPolicy,
  readReserved,
  readTriggers,
} from '../../scripts/deploy/actual';
import { marked, unmarked } from '../../scripts/deploy/mark';
import { zipOf } from '../../scripts/deploy/zip';
import fc from '../support/property';
import { sourceOf } from './in-process';

const CODE = 'c0de'.repeat(16);

describe('properties', () => {
  const fields = (...names: string[]) =>
    fc.record(Object.fromEntries(names.map((name) => [name, fc.anything()])), { requiredKeys: [] });

  test('whatever the fields of a function hold, it is read', () => {
    const details = fields(
      'Handler',
      'MemorySize',
      'Status',
      'StatusReasons',
      'Environment',
      'Role',
    );
    const trigger = fields('Type', 'TriggerName', 'TriggerDesc', 'Enable', 'CustomArgument');
    fc.assert(
      fc.property(details, fc.array(trigger), fc.anything(), (fn, Triggers, policy) => {
        const actual = actualOf(
          readDetails(fn),
          readTriggers({ Triggers }),
          readPolicy(policy),
          readReserved(policy),
        );
        expect(actual.triggers).toHaveLength(Triggers.length);
        expect(typeof actual.status).toBe('string');
      }),
    );
  });

  test('a mark is found again behind any description', () => {
    fc.assert(
      fc.property(fc.string(), (description) => {
        expect(unmarked(marked(description, CODE))).toEqual({ description, code: CODE });
      }),
    );
  });

  test('a zip gives back any content, and anything else is refused with an Error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), async (bytes) => {
        const content = Buffer.from(bytes);
        expect(
          unzip(await zipOf(new Map([['index.js', content]])))
            .get('index.js')
            ?.equals(content),
        ).toBe(true);
        expect(() => unzip(content)).toThrow(Error);
      }),
    );
  });
});

describe('a trigger as the API may show it', () => {
  const read = (part: object) =>
    actualOf(readDetails({}), readTriggers({ Triggers: [part] }), undefined, undefined);
  const url = '{"AuthType":"NONE","NetConfig":{"EnableIntranet":false,"EnableExtranet":true}}';
  const more = url.replace(
    '"NONE"',
    '"NONE","Url":"https://1-a.in.x.tencentscf.com https://1-a.x.tencentscf.com"',
  );
  const table: [name: string, part: object, state: object][] = [
    ['a bare cron', { Type: 'timer', TriggerDesc: '0 0 4 * * * *' }, { desc: '0 0 4 * * * *' }],
    [
      'a cron as JSON',
      { Type: 'timer', TriggerDesc: '{"cron":"0 0 4 * * * *"}' },
      { desc: '0 0 4 * * * *' },
    ],
    ['switched on, as a number', { Enable: 1 }, { enabled: true }],
    ['switched on, as a word', { Enable: 'OPEN' }, { enabled: true }],
    ['switched off', { Enable: 0 }, { enabled: false }],
    ['no argument', { CustomArgument: null }, { argument: '' }],
    ['a URL with more to it', { Type: 'http', TriggerDesc: more }, { desc: url }],
    ['a type nobody here knows', { Type: 'cos', TriggerDesc: '{"a":1}' }, { desc: '{"a":1}' }],
  ];
  test.each(table)('%s', (_name, part, state) => {
    expect(read(part).triggers).toMatchObject([state]);
  });

  test("a URL's addresses, the public one first", () => {
    expect(read({ Type: 'http', TriggerDesc: more }).urls).toEqual([
      'https://1-a.x.tencentscf.com',
      'https://1-a.in.x.tencentscf.com',
    ]);
  });
});

test('a bare date, which the two YAML readers take differently, is refused', () => {
  const argument = { InstanceId: 'crs-a', Remark: new Date(0) };
  const timer = { name: 't', cron: '0 0 4 * * * *', argument };
  const fn = { name: 'fn', handler: 'a.b', memorySize: 128, timeout: 3, events: [{ timer }] };
  const provider = { name: 'tencent', runtime: 'Nodejs20.19', region: 'ap-guangzhou' };
  expect(() => checkService({ provider, functions: { fn } }, 'serverless.yml')).toThrow(
    /timer\.argument holds a bare date: put it in quotes/,
  );
});

describe('what serverless.yml may not say of a function', () => {
  const table: [name: string, from: string, to: string, message: RegExp][] = [
    [
      'a bracket in the description',
      'One trigger,',
      'One (proven) trigger,',
      /description may have letters, digits/,
    ],
    [
      'a name that ends badly',
      `-\${self:provider.stage}`,
      '-',
      /backup\.name must be a letter, then/,
    ],
    [
      'an odd memory',
      'memorySize: 128',
      'memorySize: 200',
      /memorySize must be 64, or a multiple of 128/,
    ],
    ['half a second', 'timeout: 60', 'timeout: 1.5', /timeout must be 1 to 900 seconds/],
    ['three attempts', 'attempts: 2', 'attempts: 3', /asyncRetry\.attempts must be 0, 1 or 2/],
    ['a day of waiting', '21600 #', '86400 #', /maxAgeSeconds must be 60 to 21600 seconds/],
    ['half a retry policy', '      attempts: 2 # 0 to 2\n', '', /asyncRetry\.attempts is missing/],
  ];
  test.each(table)('%s', (_name, from, to, message) => {
    expect(() => sourceOf([[from, to]])).toThrow(message);
  });
});
