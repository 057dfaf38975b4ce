// Every command alike: it says what it does, and refuses in one line what it does not understand.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { scripts } from '../../package.json';
import { pageFile } from '../../scripts/document';
import { type Command, run } from '../support/console';

const files = ['scripts', 'proofs'].flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file)),
);
const commands = files
  .filter((file) => readFileSync(file, 'utf8').includes('export async function main('))
  .map((file) => [file.replace(/^.*[\\/]|\.ts$/g, ''), file] as const);
const commandIn = async (file: string): Promise<Command> =>
  (await import(join('..', '..', file))).main;

test.each(commands)('%s --help', async (_name, file) => {
  const { status, output } = await run(await commandIn(file), '--help');
  expect(output).toMatch(/^Usage: (npm|node) .*\n/);
  expect(status).toBe(0);
});

/** What follows this one's name is for jest. */
const strict = commands.filter(([name]) => name !== 'operator-copy');
test.each(strict)('%s --nope is refused in one line, with status 2', async (_name, file) => {
  const { status, output } = await run(await commandIn(file), '--nope');
  expect(output).toMatch(/^Unknown option '--nope'\. See: [^\n]* --help$/);
  expect(status).toBe(2);
});

const OTHER_PROGRAMS = ['test', 'format'];

test('each script of package.json is one of these, or another program with a help of its own', () => {
  const names = new Map(commands);
  const others = Object.entries(scripts).filter(([, script]) => {
    const [, name = ''] = /^node scripts\/run\.mjs ([\w-]+)( --code)?$/.exec(script) ?? [];
    return !names.has(name);
  });
  expect(others.map(([name]) => name)).toEqual(OTHER_PROGRAMS);
});

test.each(OTHER_PROGRAMS)(
  'npm run %s -- --help',
  (name) => {
    const { status, stdout } = spawnSync('npm', ['run', name, '--', '--help'], {
      encoding: 'utf8',
    });
    expect(stdout).toMatch(/usage/i);
    expect(status).toBe(0);
  },
  60_000,
);

const refused: [name: string, args: string[], message: RegExp][] = [
  ['fleet', ['--count', 'abc'], /^--count abc is not a number: give a whole one from 0 on$/],
  ['month', ['--count', 'abc'], /^--count abc is not a number/],
  ['month', ['--nights', '1.5'], /^--nights 1\.5 is not a number/],
  ['model', ['--runs', 'abc'], /^--runs abc is not a number/],
  ['fuzz', ['--requests', 'abc'], /^--requests abc is not a whole number$/],
  ['soak', ['--rounds', '-1'], /^Option '--rounds' argument is ambiguous\. See: .* --help$/],
  ['invoke', ['test/fixtures/events'], /^test\/fixtures\/events: this is a folder; give one event/],
  ['coverage-page', ['--browser', 'nope'], /^--browser nope: there is no such command; give that/],
  ['prove', ['nope'], /^no proof is named nope$/],
];
test.each(refused)('%s %j', async (name, args, message) => {
  const file = new Map(commands).get(name) ?? '';
  const { status, output } = await run(await commandIn(file), ...args);
  expect(output).toMatch(message);
  expect(output).not.toContain('\n');
  expect(status).toBe(2);
});

test('whoever reads the output may stop reading: no stack trace', () => {
  const command = 'node scripts/run.mjs start --help | true';
  const { stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  expect(stderr).toBe('');
});

const MADE = [
  ['openapi', 'docs/openapi.yaml'],
  ['settings-table', 'docs/reference.md'],
  ['dialects-table', 'docs/dialects.md'],
] as const;
test.each(MADE)(
  '%s without --write says whether %s is as it is made, and leaves it',
  async (name, page) => {
    const before = statSync(page).mtimeMs;
    const { status, output } = await run(await commandIn(join('scripts', `${name}.ts`)));
    expect([status, output]).toEqual([0, `${page} is as it is made`]);
    expect(statSync(page).mtimeMs).toBe(before);
  },
);

test.each(['bench', 'breakages', 'dialects', 'faults', 'soak'])(
  '%s writes its page with --write',
  async (name) => {
    const file = join('proofs', `${name}.ts`);
    const { output } = await run(await commandIn(file), '--help');
    expect(output).toMatch(/^ {2}--write +write docs\//m);
    expect(readFileSync(file, 'utf8')).toContain('= pageFile(values, ');
  },
);

test('a page goes to the file that was named, with --write to its place, else nowhere', () => {
  expect(pageFile({ write: false }, 'docs/a.md')).toBeUndefined();
  expect(pageFile({ write: true }, 'docs/a.md')).toBe('docs/a.md');
  expect(pageFile({ write: true, out: 'b.md' }, 'docs/a.md')).toBe('b.md');
});
