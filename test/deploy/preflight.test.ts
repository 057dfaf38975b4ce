// The checks before a deploy: facts in, findings out.
import { checkService } from '../../emulator/scf/service';
import { type Finding, factsOf } from '../../scripts/deploy/checks/facts';
import { mostIn } from '../../scripts/deploy/checks/memory';
import { findingsOf, preflight } from '../../scripts/deploy/preflight';
import { read } from '../scripts/pages';
import { sourceOf } from './in-process';

type Edits = Parameters<typeof sourceOf>[0];
const NOW = new Date('2026-11-24T00:00:00Z');

function found(
  edits: Edits = [],
  env: Record<string, string> = {},
  deployEndpoint = '',
): readonly Finding[] {
  return findingsOf(factsOf(sourceOf(edits, env).service, deployEndpoint, NOW));
}

const texts = (findings: readonly Finding[], level: Finding['level']) =>
  findings.filter((one) => one.level === level).map(({ where, text }) => `${where} ${text}`);

const instances = (count: number) =>
  `InstanceIds: [${Array.from({ length: count }, (_, index) => `crs-a${index}`).join(', ')}]`;
const timerOf = (argument: string): Edits => [['InstanceId: crs-orders01', argument]];
const variable = (text: string): Edits => [[`LOG_LEVEL: \${env:LOG_LEVEL, 'info'}`, text]];
const region = (id: string): Edits => [["'ap-guangzhou'", `'${id}'`]];

const TEN_TIMERS = Array.from(
  { length: 10 },
  (_, index) =>
    `      - timer: { name: t${index}, cron: '0 0 1 * * * *', argument: { InstanceId: crs-a } }\n`,
).join('');

test('the repository’s own description has no problem and no warning', () => {
  expect(texts(found(), 'problem')).toEqual([]);
  expect(texts(found(), 'warning')).toEqual([]);
});

test('what stands in one place of the operator’s file is told once', () => {
  const own = { region: 'Guangzhou', webhook: false };
  const provider = { name: 'tencent', runtime: 'Nodejs20.19', region: 'Guangzhou' };
  const fn = { name: 'backup', handler: 'index.main_handler' };
  const service = checkService({ custom: { own }, provider, functions: { fn } }, 'serverless.yml');
  const check = () => preflight(factsOf(service, '', NOW), () => {});
  expect(check).toThrow(/^backup\.yml: region must be a region id like ap-guangzhou$/);
});

test('the next three times of a timer, on the wall of its zone', () => {
  expect(texts(found(), 'note')).toEqual([
    'functions.backup.events.0.timer.cron timer nightly fires next at 2026-11-24 23:30, 2026-11-25 23:30, 2026-11-26 23:30 UTC+8',
  ]);
});

test('elsewhere, the times by both readings of the zone', () => {
  const [, other] = texts(found(region('eu-frankfurt')), 'note');
  expect(other).toMatch(/own zone \(Europe\/Berlin\), at 2026-11-25 06:30, 2026-11-26 06:30/);
});

describe('a selector', () => {
  const selector = (more = '') =>
    timerOf(`Selector: { Tags: [{ TagKey: backup, TagValue: daily }]${more} }`);
  const times = (edits: Edits) =>
    texts(found(edits), 'note').filter((text) => text.includes('timeout'));

  test('what it finds nobody knows yet; how many fit into the seconds and the MB of a run is said', () => {
    expect(times(selector())).toEqual([
      'functions.backup.timeout timer nightly backs up whatever its selector finds: up to about 1053 instances fit into one run of 60 s at 18 a second (RATE_LIMIT_PER_SECOND), and about 2181 into 128 MB (memorySize: 80 MB and 22 MB for each 1,000 instances, measured on the local cloud (docs/fleets.md))',
    ]);
    expect(texts(found(selector()), 'problem')).toEqual([]);
    expect(texts(found(selector()), 'warning')).toEqual([]);
  });

  test('the MB are at least those that the largest measured fleets took', () => {
    expect(mostIn(128)).toBeGreaterThanOrEqual(2_000);
    const peaks = [...read('docs/fleets.md').matchAll(/^\| (.*) \| (\d+) MB \|$/gm)].map(
      ([, row = '', mb]) => [Number(mb), row.startsWith('2,000') ? 2_000 : 1_000] as const,
    );
    expect(peaks.length).toBeGreaterThan(3);
    expect(peaks.filter(([mb, count]) => mostIn(mb) > count)).toEqual([]);
  });

  test('a timeout too short for a single backup is a problem all the same', () => {
    const short: Edits = [...(selector() ?? []), ['timeout: 60', 'timeout: 1']];
    expect(texts(found(short), 'problem').join('\n')).toMatch(/timeout is too short/);
  });

  test('each of its regions is checked', () => {
    const fsi = selector(', Regions: [ap-guangzhou, ap-shanghai-fsi]');
    expect(texts(found(fsi), 'problem').join('\n')).toMatch(/must be redis\.ap-shanghai-fsi/);
  });

  test('a coverage request starts nothing, so its time is not counted', () => {
    const coverage = timerOf('Coverage: { Selector: {} }');
    expect(
      texts(found([...(coverage ?? []), ['            Remark: nightly\n', '']]), 'problem'),
    ).toEqual([]);
  });
});

describe('problems', () => {
  const FSI = 'ap-shanghai-fsi';
  const table: [name: string, edits: Edits, env: Record<string, string>, message: RegExp][] = [
    [
      'no role',
      [['    role: scf-redis-backup ', '    # ']],
      {},
      /functions\.backup\.role is missing/,
    ],
    ['no region', region('Guangzhou'), {}, /provider\.region must be a region id like/],
    [
      'a bad setting',
      variable('RATE_LIMIT_PER_SECOND: 50'),
      {},
      /\.RATE_LIMIT_PER_SECOND must be a whole/,
    ],
    [
      'a short secret',
      [],
      { WEBHOOK_SECRETS: 'short' },
      /WEBHOOK_SECRETS secret 1 of 1 must have at least 24 characters, .*; make one with/,
    ],
    [
      'a bad DEFAULT_REQUEST',
      variable(`DEFAULT_REQUEST: '{"InstanceID":"crs-a"}'`),
      {},
      /DEFAULT_REQUEST .*InstanceID:? unknown field; did you mean InstanceId\?/,
    ],
    [
      'a misspelt request',
      timerOf('instanceId: crs-a'),
      {},
      /events\.0\.timer\.argument is no backup request: instanceId:? unknown field; did you mean/,
    ],
    [
      'a timer without a request',
      [
        [
          '          argument:\n            InstanceId: crs-orders01 # (3) your instance\n            Remark: nightly\n',
          '',
        ],
      ],
      {},
      /argument is missing: say what is backed up, as in \{ InstanceId: .*, or set DEFAULT_REQUEST$/,
    ],
    [
      'a request that is not allowed',
      [],
      { ALLOWED_INSTANCES: 'crs-prod*' },
      /argument is not allowed: .*crs-orders01 is not allowed by the setting ALLOWED_INSTANCES/,
    ],
    [
      'more instances than fit the timeout',
      [...(timerOf(instances(250)) ?? []), ['timeout: 60', 'timeout: 10']],
      {},
      /timeout is too short: timer nightly asks for 250 backups at 18 a second .* takes 16 s at the least; set 40/,
    ],
    [
      'a webhook open to everyone',
      [],
      { WEBHOOK_AUTH: 'platform' },
      /events\.1\.url is open to everyone: WEBHOOK_AUTH is platform.*Set auth to CAM/,
    ],
    [
      'two timers of one name',
      [
        [
          '    events:\n',
          "    events:\n      - timer: { name: nightly, cron: '0 0 1 * * * *', argument: { InstanceId: crs-a } }\n",
        ],
      ],
      {},
      /events has two timers named nightly/,
    ],
    [
      'eleven timers',
      [['    events:\n', `    events:\n${TEN_TIMERS}`]],
      {},
      /events has 11 timers; SCF takes 10 a function/,
    ],
    [
      'two URLs',
      [['      - url:\n', '      - url: { auth: CAM, public: false }\n      - url:\n']],
      {},
      /events has 2 urls; SCF has one/,
    ],
    [
      'a time that is past',
      [["'0 30 23 * * * *'", "'0 30 23 1 1 * 2020'"]],
      {},
      /timer\.cron never fires/,
    ],
    [
      'a finance region on the general host',
      region(FSI),
      {},
      /REDIS_API_ENDPOINT must be redis\.ap-shanghai-fsi\.tencentcloudapi\.com/,
    ],
    [
      'a finance host for another region',
      [],
      { REDIS_API_ENDPOINT: `redis.${FSI}.tencentcloudapi.com` },
      /is the host of ap-shanghai-fsi, which does not serve ap-guangzhou/,
    ],
    [
      'a timer for a finance region',
      timerOf(`InstanceId: crs-a\n            Region: ${FSI}`),
      {},
      /REDIS_API_ENDPOINT must be redis\.ap-shanghai-fsi/,
    ],
    [
      'an endpoint on this computer',
      [],
      { REDIS_API_ENDPOINT: 'http://127.0.0.1:9000' },
      /is on this computer: a function deployed at scf\.tencentcloudapi\.com cannot reach it/,
    ],
  ];
  test.each(table)('%s', (_name, edits, env, message) => {
    const problems = texts(found(edits, env), 'problem');
    expect(problems.join('\n')).toMatch(message);
  });

  test.each([
    [
      'a host of somebody else',
      'redis.example.com',
      /redis\.example\.com is not under tencentcloudapi\.com/,
    ],
    ['no octets', 'http://127.0.0.999:80', /127\.0\.0\.999:80 is no address/],
  ])('%s', (_name, REDIS_API_ENDPOINT, message) => {
    expect(texts(found([], { REDIS_API_ENDPOINT }), 'problem').join('\n')).toMatch(message);
  });

  test('a host of somebody else is taken with --any-endpoint', () => {
    const { service } = sourceOf([], { REDIS_API_ENDPOINT: 'redis.example.com' });
    expect(texts(findingsOf(factsOf(service, '', NOW, true)), 'problem')).toEqual([]);
  });

  test('the demo’s instance on a real host', () => {
    const demo = timerOf('InstanceId: crs-demo0002');
    expect(texts(found(demo), 'problem')).toEqual([
      expect.stringMatching(/timer\.argument names crs-demo0002, .* npm run init writes/),
    ]);
    expect(texts(found(demo, {}, 'http://127.0.0.1:9'), 'problem')).toEqual([]);
  });

  test('a token that was typed', () => {
    expect(texts(found([], { WEBHOOK_SECRETS: 'a'.repeat(30) }), 'problem')).toContainEqual(
      expect.stringMatching(/WEBHOOK_SECRETS secret 1 of 1 .*; make one with: openssl/),
    );
  });

  test('the two sites do not mix', () => {
    const env = { REDIS_API_ENDPOINT: 'redis.intl.tencentcloudapi.com' };
    expect(texts(found([], env), 'problem')).toEqual([]);
    expect(texts(found([], env, 'scf.tencentcloudapi.com'), 'problem')).toEqual([
      expect.stringMatching(
        /is of the international site, but scf\.tencentcloudapi\.com is of the mainland/,
      ),
    ]);
  });

  test('no endpoint at all', () => {
    expect(texts(found([], {}, 'http://example.com'), 'problem')).toEqual([
      expect.stringMatching(/^DEPLOY_API_ENDPOINT must be a host like scf\.tencentcloudapi\.com/),
    ]);
  });

  test('all of them at once, and no value among them', () => {
    const { service } = sourceOf(variable('RATE_LIMIT_PER_SECOND: 50'), {
      WEBHOOK_SECRETS: 'hidden',
    });
    const facts = factsOf(service, '', NOW);
    const run = () => preflight(facts, () => undefined);
    expect(run).toThrow(/^serverless\.yml: .*WEBHOOK_SECRETS.*\nserverless\.yml: .*RATE_LIMIT/);
    expect(run).not.toThrow(/hidden/);
  });
});

describe('warnings', () => {
  const table: [name: string, edits: Edits, env: Record<string, string>, message: RegExp][] = [
    [
      'a signing key without its prefix',
      [],
      { WEBHOOK_SECRETS: 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
      /WEBHOOK_SECRETS holds a bearer token that looks like a signing key .*whsec_ before it/,
    ],
    [
      'a webhook that is closed',
      [],
      { WEBHOOK_SECRETS: '' },
      /is closed: .*503; npm run secret makes one/,
    ],
    [
      'a CAM-signed webhook that wants a secret as well',
      [['auth: NONE', 'auth: CAM']],
      { WEBHOOK_SECRETS: '' },
      /is closed: .*set WEBHOOK_AUTH to platform/,
    ],
    [
      'a time among Tencent’s own backups',
      [["'0 30 23 * * * *'", "'0 30 4 * * * *'"]],
      {},
      /timer nightly fires at 04:30, between 02:00 and 08:00/,
    ],
    [
      'a default request for whoever causes an event',
      variable(`DEFAULT_REQUEST: '{"InstanceId":"crs-a"}'`),
      {},
      /DEFAULT_REQUEST has no SkipIfBackedUpWithinHours: whoever can cause/,
    ],
    [
      'no setting',
      variable('LOGLEVEL: info'),
      {},
      /LOGLEVEL is no setting .*did you mean LOG_LEVEL\?/,
    ],
    [
      'a region that is nearly one',
      region('ap-gungzhou'),
      {},
      /provider\.region ap-gungzhou is not known here; did you mean ap-guangzhou\?/,
    ],
    [
      'too little memory for what a timer asks',
      [['memorySize: 128', 'memorySize: 64']],
      {},
      /memorySize is too small: timer nightly asks for an instance or more, which takes about 81 MB .*; set 128$/,
    ],
    [
      'a timeout that leaves no time to find out',
      [['timeout: 60', 'timeout: 10']],
      {},
      /leaves too little to find out .* asks for 1 backup at 18 a second .*; 26 s would do/,
    ],
  ];
  test.each(table)('%s', (_name, edits, env, message) => {
    const findings = found(edits, env);
    expect(texts(findings, 'problem')).toEqual([]);
    expect(texts(findings, 'warning').join('\n')).toMatch(message);
  });
});

/** The frozen example's only URL. */
const URL_LINES = `      - url:
          auth: NONE # open to SCF: the function itself checks WEBHOOK_SECRETS. CAM has SCF check signatures instead
          public: true # false: reachable from inside the VPC only
`;

test.each([
  ['no webhook, and no secret', [[URL_LINES, '']], { WEBHOOK_SECRETS: '' }],
  ['a CAM-signed URL', [['auth: NONE', 'auth: CAM']], { WEBHOOK_AUTH: 'platform' }],
  ['a URL inside the VPC', [['public: true', 'public: false']], { WEBHOOK_AUTH: 'platform' }],
  [
    'a finance region on its own host',
    region('ap-shanghai-fsi'),
    { REDIS_API_ENDPOINT: 'redis.ap-shanghai-fsi.tencentcloudapi.com' },
  ],
  ['a regional host', [], { REDIS_API_ENDPOINT: 'redis.ap-hongkong.tencentcloudapi.com' }],
] as [string, Edits, Record<string, string>][])('%s is fine', (_name, edits, env) => {
  expect(texts(found(edits, env), 'problem')).toEqual([]);
  expect(texts(found(edits, env), 'warning')).toEqual([]);
});
