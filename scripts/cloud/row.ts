// One line of `npm run check:cloud`, and the table of them.
import { escapeUnseen } from '../../src/logger';
import { bold } from '../terminal';

export interface CheckRow {
  /** What was looked at: `credentials`, `instance`, `last backup`… */
  readonly check: string;
  /** Whose: an instance id, a host, an action. */
  readonly of: string;
  readonly result: 'ok' | 'warning' | 'failed' | 'not tested';
  readonly detail: string;
}

export function tableLines(rows: readonly CheckRow[]): string[] {
  const width = (of: (row: CheckRow) => string) => Math.max(...rows.map((row) => of(row).length));
  const [checks, ofs] = [width(({ check }) => check), width(({ of }) => of)];
  return rows.map(({ check, of, result, detail }) => {
    const shown = result.padEnd('not tested'.length);
    const mark = result === 'ok' || result === 'not tested' ? shown : bold(shown);
    return `${mark}  ${check.padEnd(checks)}  ${escapeUnseen(`${of.padEnd(ofs)}  ${detail}`)}`.trimEnd();
  });
}
