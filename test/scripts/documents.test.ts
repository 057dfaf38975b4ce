// What a reader copies or follows from the documents must work. curl says a form unless told otherwise, and the webhook
// takes JSON; links lead to files; each decision has its parts.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { version } from '../../package.json';
import { PAGES } from './pages';

/** A command and the lines it goes on in, each behind a backslash. */
const CURL = /\bcurl (?:[^\n]*\\\n)*[^\n]*/g;
const posts = PAGES.flatMap((file) =>
  (readFileSync(file, 'utf8').match(CURL) ?? [])
    .filter((command) => / (-d|--data\S*) /.test(command) && !command.includes('/_admin/'))
    .map((command) => ({ file, command })),
);

test('there are such commands in the README and on the pages', () => {
  expect([...new Set(posts.map(({ file }) => file))]).toEqual([
    'README.md',
    'README.zh-CN.md',
    'docs/deploy.md',
    'docs/local-cloud.md',
    'docs/zh/deploy.md',
  ]);
});

test.each(posts)('$file sends a body as JSON', ({ command }) => {
  expect(command).toMatch(/-H ['"]Content-Type: application\/json['"]/);
});

/** The files of this repository that a page links to. */
const linked = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, path = '']) =>
    join(dirname(file), path),
  );
const DECISIONS = 'docs/decisions';
const decisions = readdirSync(DECISIONS).filter((name) => /^\d{4}-/.test(name));
const pages = [...PAGES, ...[...decisions, 'README.md'].map((name) => join(DECISIONS, name))];

test('there are links', () => expect(pages.flatMap(linked).length).toBeGreaterThan(100));

test.each(pages)('every link of %s leads to a file', (page) => {
  expect(linked(page).filter((path) => !existsSync(path))).toEqual([]);
});

const sources = ['src', 'scripts', 'emulator']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .filter((file) => file.endsWith('.ts'));

test('the source names decisions that exist', () => {
  const named = sources.flatMap(
    (file) => readFileSync(file, 'utf8').match(/docs\/decisions\/[\w-]+/g) ?? [],
  );
  expect(named.length).toBeGreaterThan(3);
  expect(
    named.filter((name) => !decisions.some((file) => `${DECISIONS}/${file}`.startsWith(name))),
  ).toEqual([]);
});

test.each(decisions)('decision %s has its four parts, and a line in the index', (name) => {
  const text = readFileSync(join(DECISIONS, name), 'utf8');
  expect(text.match(/^#+ .*$/gm)).toEqual([
    `# ${Number(name.slice(0, 4))}. ${/^# \d+\. (.+)$/m.exec(text)?.[1]}`,
    '## Question',
    '## Decision',
    '## Why',
    '## Consequences',
  ]);
  expect(text).toMatch(/^- Status: accepted\n- Date: \d{4}-\d\d-\d\d$/m);
  expect(linked(join(DECISIONS, 'README.md'))).toContain(join(DECISIONS, name));
});

test('each README names the version', () => {
  expect(readFileSync('README.md', 'utf8')).toContain(`**Status:** version ${version}. `);
  expect(readFileSync('README.zh-CN.md', 'utf8')).toContain(`版本 ${version}。`);
});

describe('the words of a user', () => {
  const [, section = ''] = readFileSync('docs/architecture.md', 'utf8').split('\n## Words\n');
  const [table = ''] = section.split('\nAnd the words of the code:');
  const coined = [...table.matchAll(/^\| (?!word)([a-z][a-z -]*) \|/gm)].map(
    ([, word = '']) => word,
  );

  test('at most ten of them are coined', () => {
    expect(coined.length).toBeGreaterThan(5);
    expect(coined.length).toBeLessThanOrEqual(10);
  });

  test.each(coined)('"%s" is one that a page for users uses', (word) => {
    const pages = PAGES.filter((page) => page !== 'docs/architecture.md');
    expect(pages.filter((page) => readFileSync(page, 'utf8').includes(word))).not.toEqual([]);
  });

  /** Phrases that nobody says. A page that a command writes quotes the titles of tests. */
  const UNSAID =
    /throws after all|to mend|is mended|young enough|a definite no|anybody's doing|at its word/;
  const written = PAGES.filter((page) => !/breakages|matrix|soak/.test(page));
  test.each(written)('%s has none that nobody knows', (page) => {
    expect(UNSAID.exec(readFileSync(page, 'utf8'))?.[0]).toBeUndefined();
  });
  test('nor has the source', () => {
    expect(sources.filter((file) => UNSAID.test(readFileSync(file, 'utf8')))).toEqual([]);
  });
});
