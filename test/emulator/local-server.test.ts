// Every server of the local cloud, asked as a page in a browser would ask it.
import { request } from 'node:http';
import { startCos } from '../../emulator/cos/server';
import { isLocal } from '../../emulator/local-server';
import { startRedisCloud } from '../../emulator/redis/server';
import { startScfCloud } from '../../emulator/scf-api/server';
import { start } from './scf-support';

describe('a request is local', () => {
  const table: [name: string, headers: Record<string, string>, local: boolean][] = [
    ['to the address', { host: '127.0.0.1:8080' }, true],
    ['to the name', { host: 'localhost:8080' }, true],
    ['over IPv6', { host: '[::1]:8080' }, true],
    ['of a page of the same server', { host: 'localhost:1', origin: 'http://localhost:1' }, true],
    [
      'to the real API, over a connection that leads here',
      { host: 'redis.tencentcloudapi.com' },
      true,
    ],
    ['not to a name that ends like it', { host: 'evil-tencentcloudapi.com' }, false],
    ['not to a name that leads here', { host: 'evil.example:8080' }, false],
    ['not to a name that begins like it', { host: '127.0.0.1.evil.example' }, false],
    ['not without a host', {}, false],
    ['not of another page', { host: 'localhost:1', origin: 'https://evil.example' }, false],
    ['not of another port', { host: 'localhost:1', origin: 'http://localhost:2' }, false],
    ['not of a page without an origin', { host: 'localhost:1', origin: 'null' }, false],
  ];
  test.each(table)('%s', (_name, headers, local) => expect(isLocal(headers)).toBe(local));
});

/** Whether a server says that it is for this machine alone. */
const isRefused = (url: string, path: string, headers: Record<string, string>): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const sent = request(new URL(path, url), { headers, method: 'POST' }, (answer) => {
      const chunks: Buffer[] = [];
      answer
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => {
          const said = Buffer.concat(chunks).toString();
          resolve(answer.statusCode === 403 && said.includes('for programs of this machine'));
        });
    });
    sent.on('error', reject).end();
  });

interface Opened {
  readonly url: string;
  close(): Promise<unknown>;
}

const SERVERS: [name: string, open: () => Promise<Opened>, paths: string[]][] = [
  ['the Redis API', () => startRedisCloud(), ['/', '/_admin/reset', '/nothing']],
  ['the SCF API', () => startScfCloud(), ['/', '/nothing']],
  ['COS', () => startCos(), ['/', '/leases/a/1']],
  ['the SCF host', () => start(), ['/', '/health', '/_host/timers']],
];

describe.each(SERVERS)('%s', (_name, open, paths) => {
  let server: Opened;
  beforeAll(async () => {
    server = await open();
  });
  afterAll(() => server.close());

  test.each(paths)('refuses a page’s POST to %s', async (path) => {
    const own = new URL(server.url).host;
    const asked = (headers: Record<string, string>) => isRefused(server.url, path, headers);
    expect(await asked({ host: 'evil.example' })).toBe(true);
    expect(await asked({ host: own, origin: 'http://evil.example' })).toBe(true);
    expect(await asked({ host: own, origin: `http://${own}` })).toBe(false);
    expect(await asked({ host: own })).toBe(false);
  });
});
