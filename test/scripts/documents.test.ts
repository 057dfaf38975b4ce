// What a reader copies from the documents must work: curl says a form unless told otherwise, and the door takes JSON.
import { readdirSync, readFileSync } from 'node:fs';

const files = ['README.md', ...readdirSync('docs').map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
);
/** A command and the lines it goes on in, each behind a backslash. */
const CURL = /\bcurl (?:[^\n]*\\\n)*[^\n]*/g;
const posts = files.flatMap((file) =>
  (readFileSync(file, 'utf8').match(CURL) ?? [])
    .filter((command) => / (-d|--data\S*) /.test(command))
    .map((command) => ({ file, command })),
);

test('there are such commands in the README and on the pages', () => {
  expect([...new Set(posts.map(({ file }) => file))]).toEqual([
    'README.md',
    'docs/deploy.md',
    'docs/triggers.md',
  ]);
});

test.each(posts)('$file sends a body as JSON', ({ command }) => {
  expect(command).toMatch(/-H ['"]Content-Type: application\/json['"]/);
});
