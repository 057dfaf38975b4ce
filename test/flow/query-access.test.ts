import {
  basic,
  bearer,
  codeOf,
  FOREIGN_TASK,
  get,
  type Headers,
  type HttpEvent,
  post,
  REQUEST,
  signed,
  TOKEN,
  webhook,
} from '../support/webhook';

const PATHS = ['/coverage?NamePrefix=demo', '/backups?InstanceId=crs-demo0001', '/tasks/7'];
const OUT = '401 Unauthenticated';

/** The status, and the code of a problem. */
const answerOf = async (event: HttpEvent, settings: Record<string, string> = {}) =>
  codeOf(await webhook({ settings }).send(event)).replace(' undefined', '');

describe.each(PATHS)('%s', (path) => {
  // Nothing has ever been backed up here, so the coverage is stale.
  const IN = path.startsWith('/coverage') ? '503' : '200';
  const table: [name: string, headers: Headers, expected: string][] = [
    ['a token', bearer(), IN],
    ['a token as the password', basic(), IN],
    ['nobody', {}, OUT],
    ['another token', bearer('x'.repeat(48)), OUT],
    ['another password', basic('x'.repeat(48)), OUT],
    ['the token as the name', basic('', TOKEN), OUT],
    // A signature covers no path: a captured one would open every page.
    ['a good signature', signed(''), OUT],
  ];
  test.each(table)('%s', async (_name, headers, expected) => {
    expect(await answerOf(get(path, headers))).toBe(expected);
  });

  test('a stranger learns nothing, and costs no call', async () => {
    const hook = webhook();
    const answer = await hook.send(get(path));
    expect(JSON.parse(answer.body)).toEqual(JSON.parse((await hook.send(get('/nowhere'))).body));
    expect(answer.headers['WWW-Authenticate']).toBe(
      'Basic realm="scf-redis-backup", Bearer realm="scf-redis-backup"',
    );
    expect(hook.calls).toEqual([]);
  });

  test('is closed without a secret', async () => {
    expect(await answerOf(get(path, bearer()), { WEBHOOK_SECRETS: '' })).toBe('503 WebhookClosed');
  });

  test('is open with `platform`, which has checked', async () => {
    expect(await answerOf(get(path), { WEBHOOK_AUTH: 'platform' })).toBe(IN);
  });

  test('a POST there starts nothing (RFC 9110 §15.5.6), and Basic does not open it', async () => {
    expect(await answerOf(post(basic(), REQUEST, path))).toBe(OUT);
    const hook = webhook();
    const answer = await hook.send(post(bearer(), REQUEST, path));
    expect([codeOf(answer), answer.headers.Allow]).toEqual(['405 MethodNotAllowed', 'GET, HEAD']);
    expect(hook.calls).toEqual([]);
  });

  test('a HEAD is a GET without the content (RFC 9110 §9.3.2), to a stranger too', async () => {
    for (const headers of [bearer(), basic(), {}]) {
      const [asked, answer] = await Promise.all([
        webhook().send(get(path, headers)),
        webhook().send({ ...get(path, headers), httpMethod: 'HEAD' }),
      ]);
      expect(answer).toEqual({ ...asked, body: '' });
    }
  });

  test('starts nothing, and needs no run key', async () => {
    const hook = webhook();
    const answer = await hook.send(get(path, { ...bearer(), 'idempotency-key': 'é'.repeat(300) }));
    expect(String(answer.statusCode)).toBe(IN);
    expect(hook.calls).not.toContain('startBackup');
    expect(hook.lines.filter(({ event }) => event === 'delivery')).toMatchObject([
      { trigger: 'http', caller: expect.stringMatching(/^token [0-9a-f]{8}$/) },
    ]);
  });
});

describe('least power: readings are limited like backups', () => {
  const only = { ALLOWED_INSTANCES: 'crs-demo0001' };
  const region = { ALLOWED_REGIONS: 'ap-shanghai' };
  const table: [path: string, settings: Record<string, string>, expected: string][] = [
    ['/backups?InstanceId=crs-demo0001', only, '200'],
    ['/backups?InstanceId=crs-other001', only, '403 NotAllowed'],
    ['/backups?InstanceId=crs-demo0001', region, '403 NotAllowed'],
    ['/backups?InstanceId=crs-demo0001&Region=ap-shanghai', region, '200'],
    ['/coverage?InstanceIds=crs-demo0001,crs-other001', only, '403 NotAllowed'],
    ['/coverage?Regions=ap-guangzhou,ap-shanghai', region, '403 NotAllowed'],
    ['/tasks/7', only, '200'],
    [`/tasks/${FOREIGN_TASK}`, only, '403 NotAllowed'],
    [`/tasks/${FOREIGN_TASK}`, {}, '200'],
    ['/tasks/7', region, '403 NotAllowed'],
  ];
  test.each(table)('%s with %j: %s', async (path, settings, expected) => {
    expect(await answerOf(get(path, bearer()), settings)).toBe(expected);
  });

  test('a coverage shows of what a selector finds only what is allowed, and says so', async () => {
    const hook = webhook({ settings: only });
    const { body } = await hook.send(get('/coverage?Regions=ap-guangzhou', bearer()));
    expect(JSON.parse(body)).toMatchObject({
      NotAllowed: 2,
      Instances: [{ InstanceId: 'crs-demo0001' }],
    });
    expect(body).not.toContain('crs-other001');
  });

  test('a task of another instance is told nothing of', async () => {
    const { body } = await webhook({ settings: only }).send(
      get(`/tasks/${FOREIGN_TASK}`, bearer()),
    );
    expect(body).toContain('setting ALLOWED_INSTANCES');
    expect(body).not.toMatch(/crs-other001|running/);
  });
});
