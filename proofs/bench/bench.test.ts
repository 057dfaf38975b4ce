// The whole of `npm run bench`, with the fewest runs there are.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main as bench } from '../bench';
import { run } from '../support/console';
import { measureCalls } from './calls';
import { buildAll } from './files';

const folder = mkdtempSync(join(tmpdir(), 'bench-test-'));
beforeEach(() => {
  jest.spyOn(console, 'error').mockReturnValue();
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => rmSync(folder, { recursive: true }));

test('prints every table, and writes the page and its chart where it is told to', async () => {
  const { status, output } = await run((args) => bench(args), '--quick', '--out', folder);
  expect(status).toBe(0);
  for (const title of ['Cold start', 'Warm invocation', 'API calls', 'Memory', 'The bundle'])
    expect(output).toContain(`## ${title}`);
  expect(output).not.toContain('NaN');
  expect(readdirSync(folder).sort()).toEqual(['benchmarks.md', 'benchmarks.svg']);
  expect(readFileSync(join(folder, 'benchmarks.md'), 'utf8')).toContain(output);
}, 110_000);

test('as few API calls as correctness allows', async () => {
  await buildAll(folder);
  const measured = await measureCalls();
  const rows = measured.map(({ name, reads, writes }) => [name, reads, writes]);
  // How often a locked instance is looked at in ten seconds is a matter of the machine.
  expect(rows.filter(([name]) => !String(name).includes('locked'))).toEqual([
    ['a webhook without a run key', 0, 1],
    ['with a run key, on a cold instance: two longer lists of states are refused first', 4, 1],
    ['with a run key, on a warm one: webhook, timer, direct call', 2, 1],
    ['the same run again, on the same instance: adopted', 1, 0],
    ['ten instances, with a run key', 21, 10],
    ['ten instances by a selector', 22, 10],
    ['ten instances, DryRun', 21, 0],
    ['ten instances, all backed up lately: skipped', 21, 0],
    ['GET coverage of ten instances', 2, 0],
    ['GET backups of one', 1, 0],
    ['no key, throttled twice before it is let through: the lists are read after a limit', 4, 3],
    ['no key, the connection is lost after the write', 2, 1],
    ['with a run key and a lease (strict mode)', 4, 1],
    ['an invalid request', 0, 0],
    ['no token', 0, 0],
  ]);
}, 30_000);

test.each([
  ['an unknown option', ['--fast'], 2, /Unknown option '--fast'/],
  ['help', ['--help'], 0, /--quick/],
])('%s', async (_name, args, status, output) => {
  const ran = await run((given) => bench(given), ...args);
  expect(ran).toEqual({ status, output: expect.stringMatching(output) });
});
