// The package: the bundle of `npm run build` in a zip that is the same everywhere.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzip } from '../../emulator/scf-api/unzip';
import { zipOf } from '../../scripts/deploy/zip';
import { type Ran, type Workshop, workshop } from './workshop';

jest.setTimeout(60_000);

describe('serverless package, in two time zones', () => {
  const shops: Workshop[] = [workshop(), workshop()];
  let runs: Ran[];
  beforeAll(async () => {
    const zones = ['Asia/Shanghai', 'America/Los_Angeles'];
    runs = await Promise.all(
      zones
        .map((TZ, index) => shops[index]?.serverless('package', { TZ }))
        .flatMap((run) => run ?? []),
    );
  });

  const zipIn = ({ folder }: Workshop) =>
    readFileSync(join(folder, '.serverless', 'scf-redis-backup.zip'));

  test('makes the same bytes, and says how many and which', () => {
    const [here, there] = shops.map(zipIn);
    expect(here?.equals(there ?? Buffer.of())).toBe(true);
    const sha256 = createHash('sha256')
      .update(here ?? '')
      .digest('hex');
    for (const { status, output } of runs) {
      expect(status).toBe(0);
      expect(output).toMatch(new RegExp(`scf-redis-backup\\.zip, \\d+\\.\\d kB, sha256 ${sha256}`));
    }
  });

  test('puts in the two files of npm run build and nothing else, the source maps beside it', () => {
    const [shop] = shops;
    if (shop === undefined) throw new Error('no shop');
    const files = unzip(zipIn(shop));
    expect([...files.keys()]).toEqual(['index.js', 'later.js']);
    for (const [name, content] of files)
      expect(content.equals(readFileSync(join('dist', name)))).toBe(true);
    expect(readdirSync(join(shop.folder, '.serverless')).sort()).toEqual([
      'index.js.map',
      'later.js.map',
      'scf-redis-backup.zip',
    ]);
  });

  test('asks for no credentials and shows when the timer fires', () => {
    expect(runs[0]?.output).toMatch(/timer nightly fires next at .*UTC\+8/);
  });
});

describe('unzip', () => {
  test('reads what was zipped', async () => {
    const content = Buffer.from('exports.x = 1;');
    expect(unzip(await zipOf(new Map([['a/b.js', content]])))).toEqual(
      new Map([['a/b.js', content]]),
    );
  });

  test.each([
    ['no zip', Buffer.from('PK, but not really')],
    ['nothing', Buffer.of()],
  ])('refuses %s', (_name, bytes) => {
    expect(() => unzip(bytes)).toThrow('not a zip file');
  });
});
