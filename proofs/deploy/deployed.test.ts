// What was deployed is what runs: the same description by both readings of serverless.yml, and the zip itself at work.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type RedisCloud, startRedisCloud } from '../../emulator/redis/server';
import { type ScfHost, startScfHost } from '../../emulator/scf/host';
import { readService } from '../../emulator/scf/service';
import { describeDeployed, unpackDeployed } from '../../emulator/scf-api/deployed';
import { type ScfCloud, startScfCloud } from '../../emulator/scf-api/server';
import { withoutEmpty } from '../../scripts/deploy/desired';
import { workshop } from './workshop';

jest.setTimeout(60_000);

const ROLE = { secretId: 'AKIDrole', secretKey: 'role-key', token: 'role-token' };
const TOKEN = 'a-token-for-the-tests-0001';

describe('deployed with a stage, a region and variables of the environment', () => {
  let [scf, redis, host]: [ScfCloud?, RedisCloud?, ScfHost?] = [];
  const opt = { stage: 'prod', region: 'ap-tokyo' };
  const settings = { LOG_LEVEL: 'debug', WEBHOOK_SECRETS: TOKEN, ALLOWED_INSTANCES: 'crs-demo*' };
  let env: Record<string, string>;

  beforeAll(async () => {
    scf = await startScfCloud({ changeMs: 20 });
    const instances = ['crs-demo0001', 'crs-demo0002'].map((instanceId) => ({
      instanceId,
      region: opt.region,
    }));
    redis = await startRedisCloud({ keys: [ROLE], instances });
    env = { ...settings, REDIS_API_ENDPOINT: redis.url };
    const shop = workshop(scf.url);
    const ran = await shop.serverless(`deploy --stage ${opt.stage} --region ${opt.region}`, env);
    expect(ran).toMatchObject({ status: 0 });
    const fn = scf.fn('scf-redis-backup-prod');
    const description = describeDeployed(fn);
    const file = unpackDeployed(fn, join(shop.folder, 'unpacked'));
    host = await startScfHost({ file, description, credentials: () => ROLE });
  });
  afterAll(() => Promise.all([host?.close(), redis?.close(), scf?.close()]));

  test('is what the local host would run', () => {
    const local = readService('test/fixtures/serverless.yml', { env, opt });
    const deployed = describeDeployed(scf?.fn('scf-redis-backup-prod') ?? never());
    expect(deployed).toEqual({ ...local, environment: withoutEmpty(local.environment) });
    expect(deployed).toMatchObject({ region: 'ap-tokyo', environment: settings });
  });

  test('fires its timer', async () => {
    const [attempt] = (await host?.fireTimer('nightly')) ?? [];
    expect(attempt).toMatchObject({
      ok: true,
      result: { Outcome: 'accepted', InstanceId: 'crs-demo0001', Region: 'ap-tokyo' },
    });
    expect(redis?.backups('crs-demo0001')).toMatchObject([
      { remark: expect.stringMatching(/^run-[a-z0-9]{10}-[a-z0-9]{4} nightly$/) },
    ]);
  });

  test('answers a webhook, and only one who knows the secret', async () => {
    const call = (token: string) =>
      fetch(host?.url ?? never(), {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: '{"InstanceId":"crs-demo0002"}',
      });
    expect((await call('somebody-else-entirely-0001')).status).toBe(401);
    const answer = await call(TOKEN);
    expect(answer.status).toBe(202);
    expect(await answer.json()).toMatchObject({ Outcome: 'accepted' });
    expect(redis?.backups('crs-demo0002')).toHaveLength(1);
  });
});

test('npm run deploy -- --local does it all, and ends with its result', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['scripts/run.mjs', 'deploy', '--local', '--once'],
    { encoding: 'utf8', env: { PATH: process.env.PATH, HOME: '/proc/nowhere' } },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/4 of 4 done/);
  expect(stdout).toMatch(/Timer nightly\n {2}accepted {2}crs-demo0001/);
  expect(stdout).toMatch(/Webhook POST \/\n {2}accepted {2}crs-demo0002/);
});

function never(): never {
  throw new Error('the deploy has failed');
}
