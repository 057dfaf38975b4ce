// `node scripts/run.mjs settings-table --write`: writes the table of settings of docs/reference.md from src/config.ts, the one list of them.
import { join } from 'node:path';
import { MEANINGS, SETTINGS } from '../src/config';
import { ROOT } from './bundle';
import { makeDocument } from './document';
import { withPart } from './markdown';

export const REFERENCE = join(ROOT, 'docs', 'reference.md');

/** A Markdown table: name, default, meaning. Its page lies in docs/ itself. */
export function settingsTable(): string {
  const rows = Object.entries(MEANINGS).map(([name, meaning]) => {
    const { fallback } = SETTINGS[name as keyof typeof MEANINGS];
    const shown = fallback === '' ? 'empty' : `\`${fallback}\``;
    return `| \`${name}\` | ${shown} | ${meaning.replaceAll('|', '\\|').replaceAll('](docs/', '](')} |`;
  });
  return ['| setting | default | meaning |', '|---|---|---|', ...rows].join('\n');
}

/** @throws {Error} for a document without the place for it */
export const withSettingsTable = (document: string): string =>
  withPart(document, 'settings', settingsTable());

export async function main(args: string[]): Promise<number> {
  return makeDocument(args, 'settings-table', REFERENCE, withSettingsTable);
}
