// `node scripts/run.mjs dialects-table --write`: writes the table of docs/dialects.md from emulator/redis/dialect.ts.
import { join } from 'node:path';
import { SWITCH_NAMES, SWITCHES } from '../emulator/redis/dialect';
import { ROOT } from './bundle';
import { makeDocument } from './document';
import { table, withPart } from './markdown';

export const PAGE = join(ROOT, 'docs', 'dialects.md');

/** A Markdown table: switch, values with the default in bold, source. */
export function dialectsTable(): string {
  const rows = SWITCH_NAMES.map((name) => {
    const values: readonly string[] = SWITCHES[name].values;
    const shown = values.map((value) => {
      const code = `\`${value}\``;
      return value === SWITCHES[name].default ? `**${code}**` : code;
    });
    return [`\`${name}\``, shown.join('<br>'), SWITCHES[name].source];
  });
  return table(['switch', 'values, the default in bold', 'what is known'], rows);
}

/** @throws {Error} for a document without the place for it */
export const withDialectsTable = (document: string): string =>
  withPart(document, 'switches', dialectsTable());

export async function main(args: string[]): Promise<number> {
  return makeDocument(args, 'dialects-table', PAGE, withDialectsTable);
}
