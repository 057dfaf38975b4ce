import { execFile, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DEMO_KEY, startRedisCloud } from '../../emulator/redis/server';
import { version } from '../../package.json';
import { type Bundle, buildBundle, ROOT } from '../../scripts/bundle';
import FormData from '../../scripts/shims/form-data';
import { main as size } from '../../scripts/size';
import { contentOf, packagesOf } from '../../scripts/size-content';
import { kilobytes, LIMITS, PACKAGES } from '../../scripts/size-limit';
import { run } from '../support/console';

const TOKEN = 'not-a-secret-not-a-secret';
const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What TypeScript says of names in plain JavaScript; of its types it may think what it likes. */
function undeclaredNames(file: string): string[] {
  const options = ['--noEmit', '--allowJs', '--checkJs', '--ignoreConfig', '--types', 'node'];
  const target = ['--target', 'es2022', '--module', 'commonjs', '--skipLibCheck'];
  const tsc = join(ROOT, 'node_modules', '.bin', 'tsc');
  const { stdout } = spawnSync(tsc, [...options, ...target, file], { cwd: ROOT, encoding: 'utf8' });
  expect(stdout).toContain('error TS');
  return stdout.split('\n').filter((line) => /TS(2304|2552|2663)/.test(line));
}

describe('the bundle of handler.ts', () => {
  const file = join(folder, 'index.js');
  let bundle: Bundle;
  let code: string;
  beforeAll(async () => {
    bundle = await buildBundle(undefined, file);
    code = readFileSync(file, 'utf8');
  });

  test('exports main_handler from a CommonJS file', () => {
    expect(require(file)).toEqual({ main_handler: expect.any(Function) });
  });

  test('is below the limits, and its size and hash are those of the file', () => {
    expect(bundle.size).toBe(Buffer.byteLength(code));
    expect(bundle.size).toBeLessThanOrEqual(LIMITS.first);
    expect(bundle.later.size).toBe(statSync(bundle.later.file).size);
    expect(bundle.later.size).toBeLessThanOrEqual(LIMITS.later);
    expect(bundle.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('has the packages of the list and no other', () => {
    expect(packagesOf(bundle.metafile, bundle.later.metafile)).toEqual([...PACKAGES].sort());
  });

  test('has the version filled in, and a source map beside it that it does not name', () => {
    expect(code).toContain(JSON.stringify(version));
    expect(code).not.toContain('__VERSION__');
    expect(code).not.toContain('sourceMappingURL');
    expect(JSON.parse(readFileSync(`${file}.map`, 'utf8'))).toMatchObject({ version: 3 });
    expect(JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8'))).toHaveProperty('inputs');
  });

  test('uses no name that it does not declare', () => {
    expect(undeclaredNames(file)).toEqual([]);
    expect(undeclaredNames(bundle.later.file)).toEqual([]);
    writeFileSync(file, `${code};nowhere()`);
    expect(undeclaredNames(file)).toEqual([expect.stringContaining("'nowhere'")]);
    writeFileSync(file, code);
  }, 60_000);

  describe('the second file', () => {
    const names = "Object.keys(require.cache).map((path) => require('path').basename(path))";

    /** In a process of its own, for Jest has its own modules: what is loaded before and after an event, and its error. */
    async function loadedBy(
      index: string,
      event: object,
      settings: Record<string, string> = {},
    ): Promise<[before: string[], after: string[], error: string]> {
      const script = `const { main_handler } = require(${JSON.stringify(index)});
        const before = ${names};
        const tell = (error) => console.log(JSON.stringify([before, ${names}, error]));
        main_handler(${JSON.stringify(event)}, {}).then(() => tell(''), ({ message }) => tell(message));`;
      const env = { LOG_LEVEL: 'error', ...settings };
      const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { env });
      return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    }
    const timer = {
      Type: 'Timer',
      Time: new Date().toISOString(),
      TriggerName: 't',
      Message: '{}',
    };
    const webhook = {
      httpMethod: 'POST',
      path: '/',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    };
    const health = { httpMethod: 'GET', path: '/health', headers: {}, body: '' };

    test('is loaded when it is asked for', async () => {
      const [before, after, error] = await loadedBy(file, timer);
      expect(before).toEqual(['index.js']);
      expect(after).toEqual(['index.js', 'later.js']);
      expect(JSON.parse(error).failed).toMatchObject([{ code: 'ValidationFailed' }]);
    });

    test('is not when nothing of it is needed', async () => {
      expect(await loadedBy(file, health)).toEqual([['index.js'], ['index.js'], '']);
    });

    test.each<[what: string, event: (request: string) => object]>([
      ['a timer', (request) => ({ ...timer, Message: request })],
      ['a webhook', (request) => ({ ...webhook, body: request })],
    ])('is not for %s that makes one backup', async (_what, event) => {
      // A refusal would load what it means.
      const cloud = await startRedisCloud({ statusFilter: 'all' });
      try {
        const request = JSON.stringify({ InstanceId: 'crs-demo0001', Region: 'ap-guangzhou' });
        const settings = {
          REDIS_API_ENDPOINT: cloud.url,
          TENCENTCLOUD_SECRET_ID: DEMO_KEY.secretId,
          TENCENTCLOUD_SECRET_KEY: DEMO_KEY.secretKey,
          WEBHOOK_SECRETS: TOKEN,
        };
        expect(await loadedBy(file, event(request), settings)).toEqual([
          ['index.js'],
          ['index.js'],
          '',
        ]);
        expect(cloud.calls.filter(({ action }) => action === 'ManualBackupInstance')).toHaveLength(
          1,
        );
      } finally {
        await cloud.close();
      }
    });

    test('when it is lost, what failed still fails', async () => {
      const alone = join(folder, 'alone', 'index.js');
      mkdirSync(join(folder, 'alone'));
      copyFileSync(file, alone);
      expect((await loadedBy(alone, timer))[2]).toMatch(/^Cannot find module '\.\/later\.js'/);
    });
  });

  test('is the same from one build to the next', async () => {
    expect((await buildBundle(undefined, join(folder, 'again', 'index.js'))).sha256).toBe(
      bundle.sha256,
    );
  });
});

test('the stand-in for form-data says why it is one', () => {
  expect(() => new FormData()).toThrow(/multipart requests are left out/);
});

test('kilobytes are of 1,000 bytes', () => {
  expect(kilobytes(123_456)).toBe('123.5 kB');
});

describe('npm run size', () => {
  test('prints the size and what it is made of', async () => {
    const { status, output } = await run(size);
    expect(status).toBe(0);
    for (const [name, limit] of [
      ['index', LIMITS.first],
      ['later', LIMITS.later],
    ] as const)
      expect(output).toMatch(
        new RegExp(`^size: ${name}\\.js, .*: \\d+\\.\\d kB of at most ${kilobytes(limit)}$`, 'm'),
      );
    expect(output).toMatch(/kB {2}this repository$/m);
  });

  const errors: string[] = [];
  beforeEach(() => {
    errors.length = 0;
    jest.spyOn(console, 'error').mockImplementation((line) => void errors.push(String(line)));
  });
  afterEach(() => jest.restoreAllMocks());

  test.each([
    ['index.js', { ...LIMITS, first: 1_000 }],
    ['later.js', { ...LIMITS, later: 1_000 }],
  ])('fails when %s is above its limit, with what to look for', async (name, limits) => {
    expect((await run((args) => size(args, limits))).status).toBe(1);
    expect(errors).toEqual([expect.stringContaining(`${name} is above the limit. Look for`)]);
  });

  test.each([
    ['a package that is not listed', ['tencentcloud-sdk-nodejs'], /^size: valibot is new/],
    ['a listed one that is gone', [...PACKAGES, 'zod'], /^size: zod is no longer .*packages\.json/],
  ])('fails for %s', async (_name, allowed, problem) => {
    expect((await run((args) => size(args, LIMITS, allowed))).status).toBe(1);
    expect(errors).toEqual([expect.stringMatching(problem)]);
  });
});

const INPUTS: [path: string, name: string][] = [
  ['src/app.ts', 'this repository'],
  ['scripts/shims/uuid.ts', 'stand-ins for packages (scripts/shims)'],
  ['node_modules/valibot/dist/index.mjs', 'valibot'],
  ['node_modules/@scope/name/index.js', '@scope/name'],
  ['node_modules/outer/node_modules/inner/index.js', 'inner'],
  ['../elsewhere/node_modules/linked/index.js', 'linked'],
];

test.each(INPUTS)('%s belongs to %s', (input, name) => {
  const output = { inputs: { [input]: { bytesInOutput: 7 } }, bytes: 7, imports: [], exports: [] };
  expect(contentOf({ inputs: {}, outputs: { 'out.js': output } })).toEqual([[name, 7]]);
});
