// `node scripts/run.mjs settings-table`: writes the README's table of settings from src/config.ts, the one list of them.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MEANINGS, SETTINGS } from '../src/config';
import { ROOT } from './bundle';

export const README = join(ROOT, 'README.md');

const [BEGIN, END] = ['<!-- settings -->', '<!-- /settings -->'];

/** A Markdown table: name, default, meaning. */
export function settingsTable(): string {
  const rows = Object.entries(MEANINGS).map(([name, meaning]) => {
    const { fallback } = SETTINGS[name as keyof typeof MEANINGS];
    const shown = fallback === '' ? 'empty' : `\`${fallback}\``;
    return `| \`${name}\` | ${shown} | ${meaning.replaceAll('|', '\\|')} |`;
  });
  return ['| setting | default | meaning |', '|---|---|---|', ...rows].join('\n');
}

/**
 * A document with the table between its two markers.
 * @throws {Error} when it hasn't each marker once, in order
 */
export function withSettingsTable(document: string): string {
  const [before, rest = '', ...more] = document.split(BEGIN);
  const [, after, ...evenMore] = rest.split(END);
  if (after === undefined || more.length + evenMore.length > 0)
    throw new Error(`there must be one ${BEGIN} and behind it one ${END}`);
  return `${before}${BEGIN}\n${settingsTable()}\n${END}${after}`;
}

export async function main(): Promise<number> {
  writeFileSync(README, withSettingsTable(readFileSync(README, 'utf8')));
  return 0;
}
