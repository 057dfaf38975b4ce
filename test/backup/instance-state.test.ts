// Which states of an instance allow no backup.
import { unavailableReason } from '../../src/backup/instance-state';

const table: [status: number, reason: string | undefined][] = [
  [2, undefined],
  // In process, perhaps by a backup of its own: the API says no where it must.
  [1, undefined],
  [0, 'to be initialised'],
  [-2, 'isolated'],
  [-3, 'to be deleted'],
  [99, undefined],
  [Number.NaN, undefined],
];
test.each(table)('status %p: %p', (status, reason) => {
  expect(unavailableReason(status)).toBe(reason);
});
