// ci/backup.sh against the local cloud: what it says, how it ends, and that there is never a second backup.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ROOT } from '../../scripts/bundle';
import { startWatched, TOKEN, type Watched } from './watched';

const ID = 'crs-demo0001';
let watched: Watched;
const start = async (taskMs: number, timeoutMs = 20_000) => {
  watched = await startWatched({ timeoutMs, cloud: { taskMs, instances: [{ instanceId: ID }] } });
};
afterEach(() => watched.close());

async function run(env: Record<string, string> = {}, url = watched.host.url) {
  const child = spawn(join(ROOT, 'ci', 'backup.sh'), [ID], {
    env: {
      PATH: process.env.PATH ?? '',
      ...{ BACKUP_URL: url, BACKUP_TOKEN: TOKEN, BACKUP_KEY: 'release-7', BACKUP_LIMIT: '60' },
      ...env,
    },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => {
    out += text;
  });
  child.stderr.on('data', (text) => {
    err += text;
  });
  const [status] = await once(child, 'close');
  return { status, out, err };
}
const made = () => watched.cloud.backups().length;

test('verified: 0, with the backup and how long it is kept; no token in what it says', async () => {
  await start(500);
  const { status, out, err } = await run();
  expect(out).toMatch(/^crs-demo0001: verified, backup [\w-]+, kept until \d{4}-/);
  expect([status, made()]).toEqual([0, 1]);
  expect(out + err).not.toContain(TOKEN);
});

test('the answer of the API is lost: asked again, one backup', async () => {
  await start(500);
  watched.cloud.script({ action: 'ManualBackupInstance', fault: 'hang-up' });
  expect((await run()).status).toBe(0);
  expect(made()).toBe(1);
});

test('the answer of the function is lost: asked again with the same key, one backup', async () => {
  await start(500);
  let lost = 0;
  const proxy = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { host: _, connection: __, ...headers } = request.headers as Record<string, string>;
    const answer = await fetch(`${watched.host.url}${request.url}`, {
      ...{ method: 'POST', headers, body: Buffer.concat(chunks) },
    });
    const body = await answer.text();
    lost += 1;
    if (lost === 1) response.destroy();
    else response.writeHead(answer.status).end(body);
  });
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
  const { status, err } = await run(
    {},
    `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
  );
  proxy.closeAllConnections();
  proxy.close();
  expect(err).toContain('no answer, asking again');
  expect([status, made()]).toEqual([0, 1]);
}, 60_000);

test('a locked instance is waited for', async () => {
  await start(500, 6_000);
  watched.cloud.lock(ID, 12_000, { silent: true });
  const { status, err } = await run();
  expect(err).toContain('asking again');
  expect([status, made()]).toEqual([0, 1]);
}, 70_000);

test('a longer backup than one call waits for is followed to its end', async () => {
  await start(9_000, 4_000);
  const { status, err } = await run();
  expect(err).toMatch(/being made, task \d+/);
  expect([status, made()]).toEqual([0, 1]);
}, 60_000);

test('a recent one is enough, and said', async () => {
  await start(500);
  watched.cloud.addBackup({ instanceId: ID, startedAt: Date.now() - 600_000 });
  const { status, out } = await run({ BACKUP_RECENT_HOURS: '1' });
  expect(out).toContain('a recent one is enough: backed up recently');
  expect([status, made()]).toEqual([0, 1]);
});

test.each([
  ['a refusal', { BACKUP_REGION: 'ap-seoul' }, 1, /404: ResourceNotFound/],
  ['a wrong token', { BACKUP_TOKEN: 'somebody-elses-token-of-24' }, 1, /401: Unauthenticated/],
  ['nothing to name the run by', { BACKUP_KEY: '' }, 64, /^$/],
])('%s', async (_name, env, expected, said) => {
  await start(500);
  const { status, out } = await run(env);
  expect([status, made()]).toEqual([expected, 0]);
  expect(out.replace('crs-demo0001: ', '').trim()).toMatch(said);
});

test('the limit: 2, and the run goes on under its key', async () => {
  await start(60_000, 4_000);
  const { status, out } = await run({ BACKUP_LIMIT: '5' });
  expect(out).toContain('not verified within 5 s; the run goes on under the key release-7');
  expect(status).toBe(2);
}, 30_000);
