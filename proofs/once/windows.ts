// The windows that docs/once-only.md names: what a reading does that nothing short of a lease can prevent.
import type { Find, Reading } from './dialect-matrix';

interface Window {
  /** As the heading or the row of docs/once-only.md calls it. */
  readonly name: string;
  isIn(find: Find): boolean;
}

const has = (readings: readonly Reading[], name: Reading['name'], value: string): boolean =>
  readings.some((one) => one.name === name && one.value.startsWith(value));

const hasNoLock = (readings: readonly Reading[]): boolean =>
  has(readings, 'lock', 'no lock') || has(readings, 'lock', 'from 2 s');

/** The matrix has the readings that are not the default alone. */
const hasOtherZone = (readings: readonly Reading[]): boolean => has(readings, 'zone', '');

const WINDOWS: readonly Window[] = [
  {
    name: 'the API executes a write twice',
    isIn: ({ readings, kind }) =>
      kind === 'duplicates' && has(readings, 'late-write', 'executed twice'),
  },
  {
    name: 'no lock, and two deliveries at once',
    isIn: ({ readings, kind, scene }) =>
      kind === 'duplicates' &&
      hasNoLock(readings) &&
      (scene === 'two deliveries at once' ||
        (scene === 'redelivered at once' && readings.some(({ name }) => name === 'task-listed'))),
  },
  {
    name: 'both lists lag',
    isIn: ({ readings, kind }) =>
      kind === 'duplicates' &&
      has(readings, 'backup-listed', '') &&
      (has(readings, 'task-listed', 'never') || has(readings, 'task-types', 'another number')),
  },
  {
    name: 'the remark is never returned',
    isIn: ({ readings, kind }) =>
      kind === 'duplicates' && has(readings, 'remark-visible', 'never') && hasOtherZone(readings),
  },
  {
    name: 'a total that cannot be reached is an error that names it',
    isIn: ({ readings, texts }) =>
      has(readings, 'page-size', 'TotalCount too large') &&
      texts.every((text) => /no backup$|unreadable$/.test(text)),
  },
  {
    name: 'ages are assumed in UTC+8 unless API_TIME_ZONE is set',
    isIn: ({ readings, scene, texts }) =>
      scene === 'coverage' &&
      hasOtherZone(readings) &&
      texts.every((text) => /is stale$/.test(text)),
  },
];

/** The window that a find lies in, or undefined. */
export const windowOf = (find: Find): string | undefined =>
  WINDOWS.find((window) => window.isIn(find))?.name;
