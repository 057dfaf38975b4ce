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
];

/** The window that a find lies in, or undefined. */
export const windowOf = (find: Find): string | undefined =>
  WINDOWS.find((window) => window.isIn(find))?.name;
