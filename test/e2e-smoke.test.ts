import { startRedisCloud, DEMO_KEY } from '../emulator/redis/server';
test('smoke', async () => {
  const cloud = await startRedisCloud({ keys: [{ ...DEMO_KEY, token: 'x' }] });
  process.env.REDIS_API_ENDPOINT = cloud.url;
  process.env.WEBHOOK_SECRETS = 'local-development-token-0001';
  const { main_handler } = require('../dist/index.js');
  const context = { request_id: 'r-1', time_limit_in_ms: 5000, tencentcloud_region: 'ap-guangzhou', environment: JSON.stringify({ TENCENTCLOUD_SECRETID: DEMO_KEY.secretId, TENCENTCLOUD_SECRETKEY: DEMO_KEY.secretKey, TENCENTCLOUD_SESSIONTOKEN: 'x' }) };
  const ev = { Type: 'Timer', TriggerName: 'daily', Time: '2026-11-24T00:00:00Z', Message: JSON.stringify({ InstanceId: 'crs-demo0001' }) };
  console.log(await main_handler(ev, context));
  console.log(await main_handler(ev, context).catch((e: Error) => e.message));
  console.log(cloud.backups(), cloud.calls.map((c) => [c.action, c.code]));
  const web = { httpMethod: 'POST', path: '/', headers: { Authorization: 'Bearer local-development-token-0001' }, body: JSON.stringify({ InstanceId: 'crs-demo0002', StorageDays: 7 }), queryString: {} };
  console.log(await main_handler(web, context));
  console.log(await main_handler({ ...web, headers: {} }, context));
  cloud.script({ fault: 'hang-up', execute: true });
  console.log(await main_handler({ ...web, body: '{"InstanceId":"crs-demo0003"}' }, context));
  await cloud.close();
});
