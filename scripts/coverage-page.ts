// `node scripts/run.mjs coverage-page`: the coverage page as a browser shows it, on a phone and on a desk, in light and in
// dark, in both languages.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { DEMO_KEY, startRedisCloud } from '../emulator/redis/server';
import { startScfHost } from '../emulator/scf/host';
import { readService } from '../emulator/scf/service';
import { readArguments, UsageError } from './arguments';
import { BUNDLE, buildBundle, ROOT } from './bundle';
import { LOCAL_TOKEN } from './local-cloud';
import { OWN_SERVICE } from './own-service';

const COMMAND = 'node scripts/run.mjs coverage-page';
const FOLDER = join(ROOT, 'dist', 'coverage-page');

const HELP = `Usage: node scripts/run.mjs coverage-page [-- options]

Writes the coverage page of a demo fleet to ${relative(ROOT, FOLDER)}/, with screenshots if there is a browser.

  --browser <command>  default chromium
  --help               this text

Exit status: 0 the page and its screenshots are there, 1 the browser failed.`;

const OPTIONS = {
  browser: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

const SHOTS = [
  ['phone-light', 390, 'light'],
  ['phone-dark', 390, 'dark'],
  ['desk-light', 1_200, 'light'],
  ['desk-dark', 1_200, 'dark'],
] as const;

export async function main(args: string[]): Promise<number> {
  const { values } = readArguments({ args, options: OPTIONS }, COMMAND);
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const { browser = 'chromium' } = values;
  if (values.browser !== undefined && spawnSync(browser, ['--version']).error !== undefined)
    throw new UsageError(`--browser ${browser}: there is no such command; give that of a Chromium`);
  await buildBundle();
  mkdirSync(FOLDER, { recursive: true });
  const ended: boolean[] = [];
  for (const [language, html] of Object.entries(await readDemoPages())) {
    const page = join(FOLDER, `${language}.html`);
    writeFileSync(page, html);
    console.log(`page: ${relative(ROOT, page)}`);
    for (const [name, width, scheme] of SHOTS)
      ended.push(shoot(browser, page, `${name}-${language}`, width, scheme));
  }
  return ended.every(Boolean) ? 0 : 1;
}

const HOUR_MS = 3_600_000;

/** A name that would do harm on a page that does not escape it. */
const HOSTILE = '<img src=x onerror=alert(1)> "quoted" & a-very-long-name-without-a-break-anywhere';

async function readDemoPages(): Promise<Record<'en' | 'zh', string>> {
  const tags = { backup: 'daily' };
  const named = (instanceId: string, name: string, status: 2 | -2 = 2) => ({
    instanceId,
    name,
    status,
    tags,
  });
  const redis = await startRedisCloud({
    instances: [
      named('crs-orders01', 'orders'),
      named('crs-session1', 'sessions'),
      named('crs-cache001', HOSTILE),
      named('crs-search01', 'search'),
      named('crs-oldone01', 'retired', -2),
      named('crs-never001', 'made-yesterday'),
    ],
  });
  const ago = (hours: number) => Date.now() - hours * HOUR_MS;
  for (const day of [0, 1, 2, 3, 4, 5, 6]) {
    redis.addBackup({ instanceId: 'crs-orders01', startedAt: ago(24 * day + 3), backupType: '0' });
    redis.addBackup({ instanceId: 'crs-orders01', startedAt: ago(24 * day + 9) });
    if (day > 1) redis.addBackup({ instanceId: 'crs-session1', startedAt: ago(24 * day + 7) });
    const old = redis.addBackup({ instanceId: 'crs-cache001', startedAt: ago(24 * day + 5) });
    if (day > 2) redis.expireBackup(old);
    redis.addBackup({ instanceId: 'crs-search01', startedAt: ago(24 * day + 20) });
  }
  redis.lock('crs-session1', HOUR_MS);
  const host = await startScfHost({
    file: BUNDLE,
    description: { ...readService(OWN_SERVICE), timers: [] },
    credentials: () => DEMO_KEY,
    environment: {
      REDIS_API_ENDPOINT: redis.url,
      WEBHOOK_SECRETS: LOCAL_TOKEN,
      TENCENTCLOUD_SECRET_ID: DEMO_KEY.secretId,
      TENCENTCLOUD_SECRET_KEY: DEMO_KEY.secretKey,
    },
  });
  try {
    const headers = { authorization: `Bearer ${LOCAL_TOKEN}`, accept: 'text/html' };
    const read = async (language: string) => {
      const asked = { headers: { ...headers, 'accept-language': language } };
      return (await fetch(`${host.url}/coverage?Tag=backup:daily`, asked)).text();
    };
    return { en: await read('en'), zh: await read('zh') };
  } finally {
    await host.close();
    await redis.close();
  }
}

/** A browser without a network: what it shows is all there is. */
function shoot(
  browser: string,
  page: string,
  name: string,
  width: number,
  scheme: string,
): boolean {
  const file = join(FOLDER, `${name}.png`);
  const args = [
    ...['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars'],
    '--host-resolver-rules=MAP * ~NOTFOUND',
    `--window-size=${width},1100`,
    `--blink-settings=preferredColorScheme=${scheme === 'dark' ? 0 : 1}`,
    `--screenshot=${file}`,
    `file://${page}`,
  ];
  const { status, error } = spawnSync(browser, args, { timeout: 60_000, stdio: 'ignore' });
  const good = status === 0 && error === undefined;
  console.log(`${good ? 'shot' : 'FAILED'}: ${relative(ROOT, file)}`);
  return good;
}
