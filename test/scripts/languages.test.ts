// The pages in Chinese say what their English originals say: the same commands, settings, codes, outcomes and links.
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SETTINGS } from '../../src/config';
import { REJECTIONS } from '../../src/rejection';
import { read } from './pages';

const PAIRS = [
  ['README.md', 'README.zh-CN.md'],
  ...readdirSync('docs/zh')
    .filter((name) => name.endsWith('.md'))
    .map((name) => [`docs/${name}`, `docs/zh/${name}`]),
].map(([english = '', chinese = '']) => ({ english, chinese }));

const OUTCOMES = 'accepted adopted verified skipped refused unknown deferred failed'.split(' ');
const WORDS = new Set([...Object.keys(SETTINGS), ...Object.keys(REJECTIONS), ...OUTCOMES]);

const unique = (texts: readonly string[]): string[] => [...new Set(texts)].sort();
const blocksOf = (text: string): string[] =>
  [...text.matchAll(/^ *```(\w*)\n([\s\S]*?)^ *```/gm)]
    .filter(([, kind]) => kind !== 'mermaid')
    .map(([, , block = '']) => block);

/** The lines of blocks and the indented ones, without comments, and the commands within sentences. */
const commandsIn = (text: string): string[] =>
  unique(
    [
      ...blocksOf(text).flatMap((block) => block.split('\n')),
      ...[...text.matchAll(/^ {4}(n[po][mx] .*)$/gm)].map(([, line = '']) => line),
      ...[...text.matchAll(/`((?:npm|npx) [^`]+)`/g)].map(([, line = '']) => line),
    ]
      .map((line) =>
        line
          .replace(/(^| )#.*$/, '')
          .replace(/\s+/g, ' ')
          .trim(),
      )
      .filter((line) => line !== '' && !line.includes('in the list:')),
  );

/** Settings, codes and outcomes, each as it is quoted. */
const wordsIn = (text: string): string[] =>
  unique((text.match(/\b\w+\b/g) ?? []).filter((word) => WORDS.has(word)));
const quotedIn = (text: string): string[] =>
  wordsIn([...text.matchAll(/`([^`\n]+)`/g)].map(([, quoted]) => quoted).join(' '));

/** Each address, and each file, as its English original. The languages' links to one another are no part of either. */
const linksIn = (page: string): string[] =>
  unique(
    [...read(page).matchAll(/\]\(([^)#\s]+)|<(https:[^>]+)>/g)]
      .map(([, link, bare]) => link ?? bare ?? '')
      .map((link) => (link.startsWith('https:') ? link : join(dirname(page), link)))
      .map((link) => link.replace(/^docs\/zh\//, 'docs/'))
      .filter((link) => !link.startsWith('README')),
  );

test('there are five pages in Chinese, each of an English one', () => {
  expect(PAIRS).toHaveLength(5);
  for (const { english, chinese } of PAIRS)
    expect([existsSync(english), existsSync(chinese)]).toEqual([true, true]);
});

test('each README begins with a link to the other', () => {
  expect(read('README.md')).toMatch(/^\[中文\]\(README\.zh-CN\.md\)/);
  expect(read('README.zh-CN.md')).toMatch(/^\[English\]\(README\.md\)/);
});

describe.each(PAIRS)('$chinese', ({ english, chinese }) => {
  test('has the same commands and examples', () => {
    expect(commandsIn(read(chinese))).toEqual(commandsIn(read(english)));
  });

  test('names the same settings, codes and outcomes', () => {
    expect(quotedIn(read(chinese))).toEqual(quotedIn(read(english)));
  });

  test('links to the same pages', () => {
    expect(linksIn(chinese)).toEqual(linksIn(english));
  });
});

/** By their address in Chinese, which nobody would notice to be wrong. */
test.each(PAIRS)('each section that is linked to in $chinese is there', ({ chinese }) => {
  const links = [...read(chinese).matchAll(/\]\(([^)#\s]*)#([^)]+)\)/g)];
  const missing = links.filter(([, file = '', section = '']) => {
    const page = read(file === '' ? chinese : join(dirname(chinese), file));
    const sections = [...page.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[、，：]/g, '')
        .replaceAll(' ', '-'),
    );
    return !sections.includes(section);
  });
  expect(missing.map(([link]) => link)).toEqual([]);
});
