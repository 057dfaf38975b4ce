// The table of settings of docs/reference.md is made from src/config.ts.
import { readFileSync } from 'node:fs';
import { REFERENCE, settingsTable, withSettingsTable } from '../scripts/settings-table';
import { SETTINGS } from '../src/config';

test('the page has it as it is made: if not, run node scripts/run.mjs settings-table --write', () => {
  const page = readFileSync(REFERENCE, 'utf8');
  expect(page).toBe(withSettingsTable(page));
});

describe('the table', () => {
  const rows = settingsTable().split('\n').slice(2);
  test('has a row for each setting, in their order', () => {
    expect(rows.map((row) => /^\| `(\w+)` \|/.exec(row)?.[1])).toEqual(Object.keys(SETTINGS));
  });

  test.each(rows)('%s', (row) => {
    expect(row).toMatch(/^\| `[A-Z_]+` \| (empty|`[^`]+`) \| [^|]+\. \|$/);
  });
});

describe('a document', () => {
  const [begin, end] = ['<!-- settings -->', '<!-- /settings -->'];
  test('gets the table between its markers, whatever was there', () => {
    expect(withSettingsTable(`a\n${begin}\nold\n${end}\nb`)).toBe(
      `a\n${begin}\n${settingsTable()}\n${end}\nb`,
    );
  });

  test.each([
    ['no markers', 'a'],
    ['no end', `${begin} a`],
    ['no beginning', `a ${end}`],
    ['the end first', `${end}${begin}`],
    ['two beginnings', `${begin}${end}${begin}${end}`],
    ['two ends', `${begin}${end}${end}`],
  ])('with %s is refused', (_name, document) => {
    expect(() => withSettingsTable(document)).toThrow(/^there must be one <!-- settings -->/);
  });
});
