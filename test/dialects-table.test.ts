// The table of docs/dialects.md is made from emulator/redis/dialect.ts.
import { readFileSync } from 'node:fs';
import { SWITCHES } from '../emulator/redis/dialect';
import { dialectsTable, PAGE, withDialectsTable } from '../scripts/dialects-table';

test('the page has it as it is made: if not, run node scripts/run.mjs dialects-table --write', () => {
  const page = readFileSync(PAGE, 'utf8');
  expect(page).toBe(withDialectsTable(page));
});

test('the default of each switch is in bold', () => {
  const rows = dialectsTable().split('\n').slice(2);
  expect(rows).toHaveLength(Object.keys(SWITCHES).length);
  for (const row of rows)
    expect(row).toMatch(/^\| `[a-z-]+` \| [^|]*\*\*`[^|]+`\*\*[^|]* \| [^|]+\. \|$/);
});
