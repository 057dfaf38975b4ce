// The same twelve requests from clients that nobody here wrote, and what each repeats by itself.
import { DEMO_KEY, startRedisCloud } from '../../emulator/redis/server';
import { TOKEN } from '../../test/support/deps';
import { startFunction } from '../../test/support/function';
import { type Asked, CLIENTS, HAS_PYTHON, run, type Told } from './programs';

const JSON_TYPE = { 'Content-Type': 'application/json' };
const KNOWN = { Authorization: `Bearer ${TOKEN}` };
const BODY = JSON.stringify({ InstanceId: 'crs-demo0001' });

type Row = readonly [status: number, method: string, path: string, headers: object, body?: string];
const named = (key: string) => ({ ...KNOWN, ...JSON_TYPE, 'Idempotency-Key': key });
const ROWS: readonly Row[] = [
  [200, 'GET', '/health', {}],
  [200, 'HEAD', '/health', {}],
  [202, 'POST', '/', named('"release-42";ttl=60'), BODY],
  [202, 'POST', '/', named('release-42'), BODY],
  [400, 'POST', '/', { ...KNOWN, ...JSON_TYPE }, '{"instanceId":"crs-demo0001"}'],
  [401, 'POST', '/', JSON_TYPE, BODY],
  [404, 'POST', '/', { ...KNOWN, ...JSON_TYPE }, '{"InstanceIds":["crs-none0001","crs-none0002"]}'],
  [405, 'POST', '/backups', { ...KNOWN, ...JSON_TYPE }, BODY],
  [415, 'POST', '/', { ...KNOWN, 'Content-Type': 'text/plain' }, BODY],
  [404, 'GET', '/nothing', KNOWN],
  [200, 'GET', '/backups?InstanceId=crs-demo0001', KNOWN],
  [200, 'GET', '/coverage?InstanceIds=crs-demo0001', KNOWN],
];

/** Ids and times are not the same twice. */
const VARYING =
  /"(instance|RequestId|requestId|BackupId|TaskId|AgeHours|OldestAgeHours|StartTime|EndTime|ExpireTime|Why)":("[^"]*"|[\d.]+)/g;
const settled = ({ status, body }: Told): Told => ({
  status,
  body: body
    .replace(VARYING, '"$1":"…"')
    .replace(/\[run:[^\]]*\]|run-[a-z0-9]{10}-[a-z0-9]{4}/g, '…'),
});

const there = CLIENTS.filter(([, isThere]) => isThere);
const missing = CLIENTS.filter(([, isThere]) => !isThere).map(([name]) => name);
const told = new Map<string, readonly Told[]>();

describe('twelve requests', () => {
  test.each(there)(
    'from %s',
    async (name, _isThere, client) => {
      const { host, cloud } = await startFunction({ cloud: { taskMs: 0 }, timeoutMs: 30_000 });
      const asked = ROWS.map(
        ([, method, path, headers, body]): Asked => ({
          ...{ method, url: `${host.url}${path}`, headers: { ...headers, Accept: '*/*' } },
          ...(body === undefined ? {} : { body }),
        }),
      );
      const answers = (await client(asked)).map(settled);
      told.set(name, answers);
      expect(answers.map(({ status }) => status)).toEqual(ROWS.map(([status]) => status));
      expect(cloud.backups('crs-demo0001')).toHaveLength(1);
    },
    120_000,
  );

  test('get the same bodies from all of them', () => {
    const [first = []] = told.values();
    // Of a 401, wget keeps no content.
    const byWget = first.map((one) => (one.status === 401 ? { ...one, body: '' } : one));
    expect(told.size).toBeGreaterThanOrEqual(3);
    for (const [name, answers] of told) expect(answers).toEqual(name === 'wget' ? byWget : first);
  });

  // Debian has them; a machine without them proves less, and says so.
  test.skip.each(missing.map((name) => [name]))('from %s, which is not installed', () => {});
});

describe('a doubt without a run key is repeated by no client that repeats', () => {
  const repeating = there.filter(([name]) => ['curl', 'requests', 'axios', 'got'].includes(name));
  test.each(repeating)(
    '%s',
    async (_name, _isThere, client) => {
      const { host, cloud } = await startFunction({ timeoutMs: 6_000 });
      // The write is executed and not answered, and no list can tell.
      cloud.script({ action: 'ManualBackupInstance', fault: 'hang-up', execute: true, times: 99 });
      for (const action of ['DescribeInstanceBackups', 'DescribeTaskList'])
        cloud.script({ action, code: 'InternalError', times: 999 });
      const headers = { ...KNOWN, ...JSON_TYPE };
      const [answer] = await client([
        { method: 'POST', url: host.url, headers, body: BODY, retry: true },
      ]);
      expect(answer?.status).toBe(409);
      const writes = cloud.calls.filter(({ action }) => action === 'ManualBackupInstance');
      expect(writes).toHaveLength(1);
      expect(cloud.backups('crs-demo0001')).toHaveLength(1);
    },
    120_000,
  );
});

/** The program signs by the standard library of Python alone. */
const inPython = HAS_PYTHON ? describe : describe.skip;
inPython('a signature as the SDKs for Python and Go make it, over the host with its port', () => {
  const table: [name: string, call: object][] = [
    ['POST', { method: 'POST', query: '', body: '{"InstanceIds":["crs-demo0001"]}' }],
    ['GET', { method: 'GET', query: 'InstanceIds.0=crs-demo0001&Limit=1', body: '' }],
    [
      'UNSIGNED-PAYLOAD',
      { method: 'POST', query: '', body: '{"InstanceIds":["crs-demo0001"]}', unsigned: true },
    ],
  ];
  test.each(table)('%s', async (_name, call) => {
    const cloud = await startRedisCloud();
    const input = {
      ...call,
      ...DEMO_KEY,
      action: 'DescribeInstances',
      host: `127.0.0.1:${cloud.port}`,
    };
    const file = `${__dirname}/programs/sign.py`;
    const { stdout } = await run('python3', [file], JSON.stringify(input));
    await cloud.close();
    expect(JSON.parse(stdout).Response).toMatchObject({
      InstanceSet: [{ InstanceId: 'crs-demo0001' }],
    });
  });
});
