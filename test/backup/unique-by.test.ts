// Rows of a list that moves while it is read.
import { uniqueBy } from '../../src/backup/unique-by';

test('each row once, in the place of its first and as its last says', () => {
  const rows = [
    { id: 1, says: 'old' },
    { id: 2, says: 'only' },
    { id: 1, says: 'new' },
  ];
  expect(uniqueBy(rows, ({ id }) => id)).toEqual([
    { id: 1, says: 'new' },
    { id: 2, says: 'only' },
  ]);
});
