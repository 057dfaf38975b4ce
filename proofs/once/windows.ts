// The windows that docs/once-only.md names: what a reading does that nothing short of a lease can prevent.
import type { Find, Reading } from './dialect-matrix';

interface Window {
  /** As the heading or the row of docs/once-only.md calls it. */
  readonly name: string;
  isIn(find: Find): boolean;
}

const has = (readings: readonly Reading[], name: Reading['name'], value: string): boolean =>
  readings.some((one) => one.name === name && one.value.startsWith(value));

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
      scene === 'two deliveries at once' &&
      (has(readings, 'lock', 'no lock') || has(readings, 'lock', 'from 2 s')),
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
      (has(readings, 'zone', 'UTC') || has(readings, 'zone', 'the region')) &&
      texts.every((text) => /is stale$/.test(text)),
  },
];

/** The window that a find lies in, or undefined. */
export const windowOf = (find: Find): string | undefined =>
  WINDOWS.find((window) => window.isIn(find))?.name;
