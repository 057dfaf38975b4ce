import { bearer, post, webhook } from './security/webhook';

describe('least power: over a setting is 403, and the answer names it', () => {
  const table: [setting: string, value: string, request: object, status: number][] = [
    ['ALLOWED_INSTANCES', 'crs-prod*', { InstanceId: 'crs-demo0001' }, 403],
    ['ALLOWED_INSTANCES', 'crs-demo0001 crs-prod*', { InstanceId: 'crs-demo0001' }, 202],
    ['ALLOWED_INSTANCES', 'crs-demo0001', { InstanceIds: ['crs-demo0001', 'crs-demo0002'] }, 403],
    ['ALLOWED_REGIONS', 'ap-shanghai', { InstanceId: 'crs-demo0001' }, 403],
    ['ALLOWED_REGIONS', 'ap-shanghai', { InstanceId: 'crs-demo0001', Region: 'ap-shanghai' }, 202],
    ['MAX_STORAGE_DAYS', '7', { InstanceId: 'crs-demo0001', StorageDays: 8 }, 403],
    ['MAX_STORAGE_DAYS', '7', { InstanceId: 'crs-demo0001', StorageDays: 7 }, 202],
  ];
  test.each(table)('%s=%s, %j: %i', async (setting, value, request, status) => {
    const door = webhook({ settings: { [setting]: value } });
    const answer = await door.send(post(bearer(), JSON.stringify(request)));
    expect(answer.statusCode).toBe(status);
    if (status !== 403) return;
    expect(JSON.parse(answer.body).issues[0].message).toContain(`setting ${setting}`);
    expect(door.calls).toEqual([]);
  });
});
