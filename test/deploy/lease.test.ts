// Strict mode from an operator's side: the policy, the preflight, the check of the bucket and the race in it.
import { type CosOptions, startCos } from '../../emulator/cos/server';
import { SWITCHES } from '../../emulator/redis/dialect';
import { DEFAULT_DIALECT, readDialect } from '../../emulator/redis/dialect-reader';
import { DEMO_KEY } from '../../emulator/redis/server';
import { calibrateLeases, toFindings } from '../../scripts/calibrate/lease';
import { leaseRows, leaseStatements, type RaceReading, raceLease } from '../../scripts/cloud/lease';
import { factsOf } from '../../scripts/deploy/checks/facts';
import { checkLease } from '../../scripts/deploy/checks/lease';
import { configOf } from '../support/deps';
import { sourceOf } from './in-process';

const DOMAIN = 'leases-1250000000.cos.ap-tokyo.myqcloud.com';
const opened: { close(): unknown }[] = [];
afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));

async function bucketOf(options: CosOptions = {}) {
  const cos = await startCos(options);
  opened.push(cos);
  const config = configOf({ LEASE_BUCKET: cos.url });
  const bucket = config.LEASE_BUCKET;
  if (bucket === undefined) throw new Error('no bucket');
  return { cos, config, bucket };
}

describe('the policy', () => {
  test('without the setting there is nothing of COS in it', () => {
    expect(leaseStatements(configOf())).toEqual([]);
  });

  test('with it leases are created, never overwritten, and read; nothing else', () => {
    const resource = ['qcs::cos:ap-tokyo:uid/1250000000:leases-1250000000/leases/*'];
    expect(leaseStatements(configOf({ LEASE_BUCKET: DOMAIN }))).toEqual([
      {
        effect: 'allow',
        action: ['name/cos:PutObject'],
        resource,
        condition: { string_equal: { 'cos:x-cos-forbid-overwrite': 'true' } },
      },
      { effect: 'allow', action: ['name/cos:GetObject'], resource },
    ]);
  });
});

describe('the preflight', () => {
  const found = (timeout: number, attempts = 2, bucket = DOMAIN) => {
    const { service } = sourceOf([
      ['timeout: 60', `timeout: ${timeout}`],
      ['attempts: 2', `attempts: ${attempts}`],
      [`LOG_LEVEL: \${env:LOG_LEVEL, 'info'}`, `LEASE_BUCKET: '${bucket}'`],
    ]);
    return checkLease(factsOf(service, '', new Date(0)));
  };

  // The last re-run ends 2 × (60 s + the timeout) after a crash; a take-over is possible after 333 s.
  test.each([
    [108, 2],
    [109, 2],
    [60, 2],
    [277, 1],
    [278, 1],
    [900, 0],
  ])('a timeout of %s s with %s re-runs', (timeout, attempts) => {
    const isEnough = attempts * (60 + timeout) >= 338;
    expect(found(timeout, attempts)).toHaveLength(isEnough ? 0 : 1);
  });

  test('says what to set', () => {
    expect(found(60)).toMatchObject([
      {
        level: 'problem',
        text: expect.stringMatching(/LEASE_BUCKET.*timeout: 109 .*asyncRetry\.attempts: 2/),
      },
    ]);
  });

  test('has nothing to say without a bucket', () => {
    expect(found(60, 2, '')).toEqual([]);
  });
});

describe('the check of the bucket', () => {
  const rows = async (options: CosOptions = {}, ...denied: 'GetBucketVersioning'[]) => {
    const { cos, config } = await bucketOf(options);
    cos.deny(...denied);
    const found = await leaseRows(config, DEMO_KEY);
    expect(cos.objects()).toEqual([]);
    return found.map(({ result, detail }) => `${result}: ${detail}`);
  };
  const readings = () => ({ ...DEFAULT_DIALECT, 'lease-missing': '403' as const });

  test('a good one', async () => {
    expect(await rows()).toEqual(['ok: never had versioning', 'ok: leases/*']);
  });

  test.each([
    ['enabled', 'Enabled'],
    ['suspended', 'Suspended'],
  ] as const)('one whose versioning is %s', async (versioning, word) => {
    expect((await rows({ versioning }))[0]).toMatch(`failed: versioning is ${word}`);
  });

  test('what these credentials may not see is not tested', async () => {
    const all = await rows({ readings }, 'GetBucketVersioning');
    expect(all).toEqual([
      expect.stringMatching(/^not tested: .*GetBucketVersioning/),
      expect.stringMatching(/^not tested: refused/),
    ]);
  });

  test('a wrong key', async () => {
    const all = await rows({ keys: [{ ...DEMO_KEY, secretKey: 'another' }] });
    expect(all[0]).toBe('failed: HTTP 403 SignatureDoesNotMatch');
  });

  test('without the setting nothing is asked', async () => {
    expect(await leaseRows(configOf(), DEMO_KEY)).toEqual([]);
  });
});

test.each([
  ['one wins', { created: 1, taken: 19 }],
  ['none wins', { created: 0, taken: 20 }],
] as const)('a race of twenty: %s', async (race, counts) => {
  const readings = () => ({ ...DEFAULT_DIALECT, 'lease-race': race });
  const { bucket } = await bucketOf({ readings });
  expect(await raceLease(bucket, DEMO_KEY, 'a')).toEqual({
    ...counts,
    other: [],
    readAtOnce: race === 'one wins',
    missing: '404',
  });
});

const LEASES = ['lease-race', 'lease-missing', 'lease-read'] as const;
const readingsOfCos = LEASES.flatMap((name) =>
  SWITCHES[name].values.map((value) => ({ name, value })),
);
test.each(readingsOfCos)('calibration measures $name: $value', async ({ name, value }) => {
  const dialect = readDialect({ [name]: value });
  const { bucket } = await bucketOf({ readings: () => dialect });
  const findings = await calibrateLeases(bucket, DEMO_KEY, 'a');
  expect(findings.filter(({ fits, name: one }) => !fits.includes(dialect[one]))).toEqual([]);
  expect(findings.find((finding) => finding.name === name)?.fits).toEqual([value]);
});

describe('what calibration makes of a race', () => {
  const race = { created: 1, taken: 19, other: [], readAtOnce: true, missing: '404' };
  test.each<[string, Partial<RaceReading>, string[][]]>([
    ['as expected', {}, [['one wins'], ['404'], ['read at once']]],
    [
      'none wins',
      { created: 0, taken: 20 },
      [['none wins'], ['404'], ['read at once', '2 s later']],
    ],
    ['two hold one lease', { created: 2, taken: 18 }, [[], ['404'], ['read at once']]],
    ['a lag', { readAtOnce: false, missing: '403' }, [['one wins'], ['403'], ['2 s later']]],
    [
      'another answer',
      { taken: 18, other: ['HTTP 503 SlowDown'], missing: 'unreadable' },
      [['one wins', 'none wins'], ['404', '403'], ['read at once']],
    ],
  ])('%s', (_name, how, fits) => {
    expect(toFindings({ ...race, ...how }).map((finding) => finding.fits)).toEqual(fits);
  });
});
