// A short soak by the very command that makes docs/soak.md, and the tables it is written in.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { table, tally } from '../../scripts/markdown';
import { main as faults } from '../faults';
import { main as soak } from '../soak';
import { type Command, run } from '../support/console';
import { leftOver } from './left-over';

const COMMANDS: Readonly<Record<string, Command>> = { soak, faults };

const folder = mkdtempSync(join(tmpdir(), 'soak-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('no backup too many, no untrue answer, nothing left over', async () => {
  const out = join(folder, 'soak.md');
  const { status, output } = await run(
    soak,
    ...['--deliveries', '60', '--rounds', '3', '--seed', '7', '--out', out],
  );
  const page = readFileSync(out, 'utf8');
  expect(output).toContain(page);
  expect(page).toContain('| **backups too many** | **0** |');
  expect(page).toContain('| **untrue answers** | **0** |');
  expect(page).toContain('| **sockets and timers left over** | **0** |');
  expect(page).toMatch(/^\| 1500 ms \| 3 \| 0 \|/m);
  expect(page).toMatch(/Endings: .*accepted \d+/);
  expect(status).toBe(0);
}, 60_000);

/** More than the test runner has of its own: one that ends between two readings hides one of these. */
const TIMERS = 50;

test.each([
  ['go on', () => setInterval(() => undefined, 10_000), true],
  ['end by themselves', () => setTimeout(() => undefined, 150), false],
])('timers that %s', async (_, start, leaves) => {
  const before = process.getActiveResourcesInfo();
  const timers = Array.from({ length: TIMERS }, start);
  const left = (await leftOver(before)).filter((name) => name === 'Timeout');
  for (const timer of timers) clearTimeout(timer);
  expect(left.length > TIMERS / 2).toBe(leaves);
});

test.each([
  ['soak', '--deliveries many', '--deliveries many is not a number'],
  ['soak', '--speed 3', 'See: npm run test:proofs -- soak --help'],
  ['faults', 'now', 'See: npm run test:proofs -- faults --help'],
])('%s refuses %s', async (name, words, message) => {
  const { status, output } = await run(COMMANDS[name] ?? soak, ...words.split(' '));
  expect(output).toContain(message);
  expect(status).toBe(2);
});

test.each(Object.keys(COMMANDS))('%s --help', async (name) => {
  const { status, output } = await run(COMMANDS[name] ?? soak, '--help');
  expect(output).toMatch(/^Usage: npm run /);
  expect(status).toBe(0);
});

test('a table, and a tally of its cells', () => {
  const cells = [tally(['a', 'b', 'b']), tally(['a', 'a']), tally([])];
  expect(table(['x', 'y', 'z'], [cells])).toBe(
    '| x | y | z |\n| --- | --- | --- |\n| 2 × b<br>1 × a | a |  |',
  );
});
