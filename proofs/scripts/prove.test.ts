// How a proof is run: one that finds the machine busy is run once more, and never a third time.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prove } from '../prove';

const folder = mkdtempSync(join(tmpdir(), 'prove-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => void jest.spyOn(console, 'log').mockReturnValue());
afterEach(() => jest.restoreAllMocks());

/** A command that ends with each status in turn, and with the last one from then on. */
async function proved(...statuses: number[]) {
  const file = join(folder, statuses.join('-'));
  const code = `
    const fs = require('node:fs');
    fs.appendFileSync(${JSON.stringify(file)}, '.');
    const runs = fs.readFileSync(${JSON.stringify(file)}).length;
    process.exit(${JSON.stringify(statuses)}[runs - 1] ?? 0);`;
  const { passed, failed, busy } = await prove({ name: 'one', args: ['-e', code] }, 1);
  return { counts: [passed, failed, busy], runs: readFileSync(file, 'utf8').length };
}

test.each([
  [[0], [1, 0, 0], 1],
  [[1], [0, 1, 0], 1],
  [[75, 0], [1, 0, 1], 2],
  [[75, 1], [0, 1, 1], 2],
  [[75, 75, 0], [0, 1, 1], 2],
])('exit statuses %j: passed, failed, busy are %j', async (statuses, counts, runs) => {
  expect(await proved(...statuses)).toEqual({ counts, runs });
});

test('a proof by jest that ends before it reports is red', async () => {
  const report = join(folder, 'never-written.json');
  const counts = await prove({ name: 'one', args: ['-e', 'process.exit(1)'], report }, 1);
  expect([counts.passed, counts.failed, existsSync(report)]).toEqual([0, 1, false]);
});

test('the name of a command runs that command, with its own options', async () => {
  const words = ['scripts/run.mjs', 'prove', 'model', '--sed', '1'];
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  expect([status, stderr]).toEqual([2, expect.stringMatching(/See: .* -- model --help/)]);
});
