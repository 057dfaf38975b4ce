import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readService } from '../../emulator/scf/service';
import type { FunctionDescription } from '../../emulator/scf/types';
import { fillIn } from '../../emulator/scf/variables';

const folder = mkdtempSync(join(tmpdir(), 'scf-service-'));
afterAll(() => rmSync(folder, { recursive: true }));

const GOOD = `
provider: { name: tencent, runtime: Nodejs20.19, region: ap-guangzhou }
functions:
  backup:
    name: demo
    handler: index.main_handler
    memorySize: 128
    timeout: 60
`;

function read(text: string) {
  const file = join(folder, 'serverless.yml');
  writeFileSync(file, text);
  return readService(file, { env: {} });
}

const EXAMPLE = 'test/fixtures/serverless.yml';

describe('the example', () => {
  test('describes the function, its timer and its URL', () => {
    expect(readService(EXAMPLE, { env: {} })).toEqual({
      name: 'scf-redis-backup-dev',
      namespace: 'default',
      handler: 'index.main_handler',
      runtime: 'Nodejs20.19',
      role: 'scf-redis-backup',
      region: 'ap-guangzhou',
      memoryMb: 128,
      timeoutMs: 60_000,
      environment: expect.objectContaining({ BACKUP_REGION: 'ap-guangzhou', WEBHOOK_SECRETS: '' }),
      timers: [
        {
          name: 'nightly',
          cron: '0 30 23 * * * *',
          argument: '{"InstanceId":"crs-demo0001","Remark":"nightly"}',
        },
      ],
      url: { auth: 'NONE', public: true },
    });
  });

  test('takes the stage, the region and the secrets from outside', () => {
    const env = { WEBHOOK_SECRETS: 'from-the-environment' };
    const service = readService(EXAMPLE, {
      env,
      opt: { stage: 'prod', region: 'ap-tokyo' },
    });
    expect(service.name).toBe('scf-redis-backup-prod');
    expect(service.region).toBe('ap-tokyo');
    expect(service.environment).toMatchObject({
      BACKUP_REGION: 'ap-tokyo',
      WEBHOOK_SECRETS: 'from-the-environment',
    });
  });
});

describe('serverless.yml and the file of the operator’s own', () => {
  const shipped = readFileSync('serverless.yml', 'utf8');
  const OWN = `
region: ap-tokyo
timers: [{ name: weekly, cron: '0 0 10 * * 1 *', request: { InstanceId: crs-mine0001 } }]
webhook: false
settings: { ALLOWED_INSTANCES: crs-mine0001, DEFAULT_REQUEST: { InstanceId: crs-mine0001 } }
`;
  function readOwn(own?: string, env: Record<string, string> = {}) {
    const place = mkdtempSync(join(folder, 'own-'));
    writeFileSync(join(place, 'serverless.yml'), shipped);
    writeFileSync(join(place, 'backup.example.yml'), readFileSync('backup.example.yml'));
    if (own !== undefined) writeFileSync(join(place, 'backup.yml'), own);
    return readService(join(place, 'serverless.yml'), { env });
  }

  test('without one it is the demo, which is the frozen example with another time limit', () => {
    const { environment, ...demo } = readOwn();
    const frozen = readService(EXAMPLE, { env: {} });
    expect(demo).toEqual({ ...withoutEnvironment(frozen), timeoutMs: 900_000 });
    expect(environment).toEqual({
      ALLOWED_INSTANCES: 'crs-*',
      BACKUP_REGION: 'ap-guangzhou',
      COVERAGE_REQUEST: '{"Coverage":{"MaxAgeHours":26,"InstanceId":"crs-demo0001"}}',
    });
  });

  test('region, timers and settings are the file’s, and nothing of the demo is left', () => {
    expect(readOwn(OWN)).toEqual({
      ...withoutEnvironment(readOwn()),
      region: 'ap-tokyo',
      concurrency: 1,
      url: undefined,
      environment: {
        BACKUP_REGION: 'ap-tokyo',
        ALLOWED_INSTANCES: 'crs-mine0001',
        DEFAULT_REQUEST: '{"InstanceId":"crs-mine0001"}',
        COVERAGE_REQUEST: '{"Coverage":{"MaxAgeHours":170,"InstanceId":"crs-mine0001"}}',
      },
      timers: [
        { name: 'weekly', cron: '0 0 10 * * 1 *', argument: '{"InstanceId":"crs-mine0001"}' },
      ],
    });
  });

  test('with a webhook there is a URL and no reservation; a secret comes from the environment', () => {
    const open = OWN.replace('webhook: false', 'webhook: { auth: CAM, public: true }');
    expect(readOwn(open, { WEBHOOK_SECRETS: 'of-the-environment-0001', OTHER: '1' })).toMatchObject(
      {
        url: { auth: 'CAM', public: true },
        environment: { WEBHOOK_SECRETS: 'of-the-environment-0001' },
      },
    );
    expect(readOwn(open)).not.toHaveProperty('concurrency');
    expect(readOwn(OWN.replace('webhook:', 'concurrency: 3\nwebhook:'))).toMatchObject({
      concurrency: 3,
    });
  });

  test('the coverage is what the file says, where it says so; it takes no place that the settings need', () => {
    const said = '{"Coverage":{"InstanceId":"crs-other001"}}';
    const saying = OWN.replace('settings: {', `settings: { COVERAGE_REQUEST: '${said}',`);
    expect(readOwn(saying).environment.COVERAGE_REQUEST).toBe(said);
    const full = OWN.replace('settings: {', `settings: { LOG_LEVEL: '${'x'.repeat(3_900)}',`);
    expect(readOwn(full).environment).not.toHaveProperty('COVERAGE_REQUEST');
  });

  const wrong: [name: string, from: string | RegExp, to: string, message: RegExp][] = [
    ['no webhook decided', 'webhook: false', '', /^backup\.yml: webhook is missing$/],
    ['an unknown name', 'region:', 'regoin:', /^backup\.yml: regoin is not known here; docs\/ref/m],
    [
      'a five-field cron',
      '0 0 10 * * 1 *',
      '0 10 * * 1',
      /^backup\.yml: timers\.0\.cron "0 10 \* \* 1" has 5 fields, not 7: .*; did you mean "0 0 10 \* \* 1 \*"\?$/,
    ],
    ['a timer’s name', 'weekly', '1st', /^backup\.yml: timers\.0\.name must be a letter/],
    [
      'a secret in the file',
      'settings: {',
      'settings: { WEBHOOK_SECRETS: abc,',
      /^backup\.yml: settings must not hold WEBHOOK_SECRETS: put it into \.env/,
    ],
    [
      'a variable of Node',
      'settings: {',
      "settings: { NODE_OPTIONS: '--inspect',",
      /^backup\.yml: settings\.NODE_OPTIONS must not begin with NODE_/,
    ],
    [
      'no whole instance',
      'webhook:',
      'concurrency: 0\nwebhook:',
      /^backup\.yml: concurrency must be/,
    ],
    ['no YAML', 'region:', 'region: [', /^backup\.yml: /],
    [
      'a field of the request beside it',
      'request: {',
      'StorageDays: 7, request: {',
      /^backup\.yml: timers\.0\.StorageDays belongs to the request: indent it further than request$/,
    ],
    [
      'an id in place of a request',
      'request: { InstanceId: crs-mine0001 }',
      'request: crs-mine0001',
      /^backup\.yml: timers\.0\.request must hold fields, as in .*, and is the text "crs-mine0001"$/,
    ],
    [
      'timers without a dash',
      /timers: .*/,
      'timers: { name: weekly }',
      /^backup\.yml: timers must be a list: each timer begins with "- "$/,
    ],
    [
      'settings with a dash',
      /settings: .*/,
      'settings: [{ LOG_LEVEL: info }]',
      /^backup\.yml: settings must be names with values, without "- "$/,
    ],
    [
      'a setting without a value',
      'ALLOWED_INSTANCES: crs-mine0001',
      'ALLOWED_INSTANCES: ',
      /^backup\.yml: settings\.ALLOWED_INSTANCES must have a value; without the line/,
    ],
    [
      'a word in quotes for the webhook',
      'webhook: false',
      "webhook: 'no'",
      /^backup\.yml: webhook must be false, true, or auth and public, and is the text "no"$/,
    ],
    [
      'a name with a blank',
      'weekly',
      'every week',
      /timers\.0\.name must .*, and is the text "every week"$/,
    ],
    ['a number for a text', /^region.*/m, 'region: 7', /region must be .*, and is 7$/m],
    [
      'a tab',
      'webhook: false',
      'webhook:\n\tauth: CAM',
      /^backup\.yml: Tabs are not allowed[\s\S]*\nIndent with spaces/,
    ],
    [
      'a cron without quotes',
      /timers: .*/,
      'timers:\n  - name: weekly\n    cron: * 0 10 * * 1 *',
      /^backup\.yml: Alias [\s\S]*\n.* put what holds \* or # in quotes\.$/,
    ],
    ['nothing in it', /[\s\S]*/, '', /^backup\.yml: region is missing\n/],
  ];
  test('what a setting says is not shown', () => {
    const saying = OWN.replace(/settings: .*/, 'settings: hc-ping-0001');
    expect(() => readOwn(saying)).toThrow(/^backup\.yml: settings must be names with values$/);
  });
  test.each(wrong)('%s', (_name, from, to, message) => {
    expect(() => readOwn(OWN.replace(from, to))).toThrow(message);
  });
});

const withoutEnvironment = ({ environment: _, ...rest }: FunctionDescription) => rest;

describe('what may be left out', () => {
  test('no events, no environment, no namespace', () => {
    const service = read(GOOD);
    expect(service).toMatchObject({ namespace: 'default', environment: {}, timers: [] });
    expect(service).not.toHaveProperty('url');
  });

  const table: [name: string, argument: string, expected: string][] = [
    ['no argument', '', ''],
    ['text', ', argument: hello', 'hello'],
    [
      'a request',
      ', argument: { InstanceIds: [crs-a, crs-b] }',
      '{"InstanceIds":["crs-a","crs-b"]}',
    ],
  ];
  test.each(table)('a timer with %s', (_name, argument, expected) => {
    const events = `    events: [{ timer: { name: t, cron: '0 0 3 * * * *'${argument} } }]`;
    expect(read(GOOD + events).timers).toEqual([
      { name: 't', cron: '0 0 3 * * * *', argument: expected },
    ]);
  });

  test('a timer that is switched off', () => {
    const events = "    events: [{ timer: { name: t, cron: '0 0 3 * * * *', enabled: false } }]";
    expect(read(GOOD + events).timers).toEqual([]);
  });

  test('numbers and booleans among the settings become text', () => {
    expect(read(`${GOOD}    environment: { A: 18, B: true }`).environment).toEqual({
      A: '18',
      B: 'true',
    });
  });
});

describe('what is refused, and how', () => {
  const timer = (fields: string) => `${GOOD}    events: [{ timer: { ${fields} } }]`;
  const table: [name: string, yaml: string, message: RegExp][] = [
    ['not YAML', 'a: [', /^serverless\.yml: /],
    ['nothing in it', '', /the file must be a mapping/],
    ['another cloud', GOOD.replace('tencent', 'aws'), /provider\.name must be tencent/],
    [
      'another language',
      GOOD.replace('Nodejs20.19', 'Python3.9'),
      /provider\.runtime must be a Node/,
    ],
    ['no region', GOOD.replace(', region: ap-guangzhou', ''), /provider\.region is missing/],
    [
      'no function',
      'provider: { name: tencent, runtime: Nodejs20.19, region: x }\nfunctions: {}',
      /functions must hold exactly one/,
    ],
    [
      'two functions',
      `${GOOD}  other: { name: b, handler: a.b, memorySize: 64, timeout: 3 }`,
      /functions must hold exactly one/,
    ],
    [
      'no export in the handler',
      GOOD.replace('index.main_handler', 'index'),
      /backup\.handler must be file\.export/,
    ],
    [
      'a timeout in milliseconds',
      GOOD.replace('timeout: 60', 'timeout: 60000'),
      /backup\.timeout must be 1 to 900 seconds/,
    ],
    [
      'a timeout in words',
      GOOD.replace('timeout: 60', 'timeout: 60s'),
      /backup\.timeout must be 1 to 900 seconds/,
    ],
    [
      'a reserved setting',
      `${GOOD}    environment: { SCF_X: a }`,
      /environment\.SCF_X must not begin with SCF_/,
    ],
    ['a list as a setting', `${GOOD}    environment: { A: [1] }`, /environment\.A must be text/],
    [
      '5 KB of settings',
      `${GOOD}    environment: { A: ${'x'.repeat(5000)} }`,
      /environment must be at most 4 KB/,
    ],
    [
      'another kind of event',
      `${GOOD}    events: [{ http: {} }]`,
      /events\.0\.http is not known here/,
    ],
    ['an event of no kind', `${GOOD}    events: [{}]`, /events\.0 must be one timer or one url/],
    ['a timer’s name', timer("name: 1st, cron: '0 0 3 * * * *'"), /timer\.name must be a letter/],
    [
      'a five-field cron',
      timer("name: t, cron: '0 3 * * *'"),
      /timer\.cron "0 3 \* \* \*" has 5 fields, not 7/,
    ],
    [
      'a misspelt timer field',
      timer("name: t, cron: '0 0 3 * * * *', arguments: {}"),
      /timer\.arguments is not known/,
    ],
    [
      '5 KB of argument',
      timer(`name: t, cron: '0 0 3 * * * *', argument: ${'x'.repeat(5000)}`),
      /argument must be at most 4 KB/,
    ],
    [
      'an unknown kind of access',
      `${GOOD}    events: [{ url: { auth: KEY, public: true } }]`,
      /url\.auth must be NONE or CAM/,
    ],
    [
      'a variable without a value',
      GOOD.replace('demo', `\${env:NAME}`),
      /serverless\.yml: \$\{env:NAME\} has no value/,
    ],
  ];

  test.each(table)('%s', (_name, yaml, message) => {
    expect(() => read(yaml)).toThrow(message);
  });

  test('every problem at once, one line each', () => {
    const yaml = GOOD.replace('tencent', 'aws').replace('timeout: 60', 'timeout: 0');
    expect(() => read(yaml)).toThrow(/provider\.name.*\n.*timeout/);
  });
});

describe('variables', () => {
  const sources = { env: { HOST: 'h', EMPTY: '' }, opt: { stage: 'prod' } };
  const table: [name: string, value: unknown, expected: unknown][] = [
    ['from the environment', `\${env:HOST}`, 'h'],
    ['set but empty counts', `\${env:EMPTY, 'other'}`, ''],
    ['a fallback', `\${env:NONE, 'other'}`, 'other'],
    ['an empty fallback', `\${env:NONE, ''}`, ''],
    ['double quotes', `\${env:NONE, "other"}`, 'other'],
    ['the first that has a value', `\${opt:none, env:NONE, opt:stage, 'x'}`, 'prod'],
    ['within text, twice', `a-\${env:HOST}-\${opt:stage}`, 'a-h-prod'],
    ['another part of the file, typed', `\${self:number}`, 7],
    ['through another variable', `\${self:chain}`, 'h'],
    ['in lists and mappings', { a: [`\${env:HOST}`] }, { a: ['h'] }],
    ['no variable', { a: 1, b: null, c: '$HOME {x}' }, { a: 1, b: null, c: '$HOME {x}' }],
    ['a value with a dollar in it', `x\${self:dollar}`, 'x$&'],
  ];
  test.each(table)('%s', (_name, value, expected) => {
    const document = { number: 7, chain: `\${env:HOST}`, dollar: '$&', value };
    expect(fillIn(document, sources)).toMatchObject({ value: expected });
  });

  const refusals: [name: string, value: unknown, message: RegExp][] = [
    ['no value', `\${env:NONE}`, /\$\{env:NONE\} has no value: set it, or give it a fallback/],
    ['itself', `\${self:value}`, /refers to itself/],
    ['an unknown source', `\${ssm:/path}`, /"ssm:\/path" is not understood here/],
    ['a mapping within text', `a-\${self:mapping}`, /is not text/],
  ];
  test.each(refusals)('refused: %s', (_name, value, message) => {
    expect(() => fillIn({ mapping: {}, value }, sources)).toThrow(message);
  });
});
