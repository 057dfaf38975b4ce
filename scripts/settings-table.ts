// `node scripts/run.mjs settings-table`: writes the README's table of settings from src/config.ts, the one list of them.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MEANINGS, SETTINGS } from '../src/config';
import { ROOT } from './bundle';
import { withPart } from './markdown';

export const README = join(ROOT, 'README.md');

/** A Markdown table: name, default, meaning. */
export function settingsTable(): string {
  const rows = Object.entries(MEANINGS).map(([name, meaning]) => {
    const { fallback } = SETTINGS[name as keyof typeof MEANINGS];
    const shown = fallback === '' ? 'empty' : `\`${fallback}\``;
    return `| \`${name}\` | ${shown} | ${meaning.replaceAll('|', '\\|')} |`;
  });
  return ['| setting | default | meaning |', '|---|---|---|', ...rows].join('\n');
}

/** @throws {Error} for a document without the place for it */
export const withSettingsTable = (document: string): string =>
  withPart(document, 'settings', settingsTable());

export async function main(): Promise<number> {
  writeFileSync(README, withSettingsTable(readFileSync(README, 'utf8')));
  return 0;
}
