// The pages that a user reads, in either language.
import { readdirSync, readFileSync } from 'node:fs';

const pagesIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => (folder === '.' ? name : `${folder}/${name}`));

export const PAGES: readonly string[] = [
  ...pagesIn('.').filter((name) => name.startsWith('README')),
  ...pagesIn('docs'),
  ...pagesIn('docs/zh'),
];

export const read = (file: string): string => readFileSync(file, 'utf8');
