/** The one place for the bundle's size limit. Bytes here are minified and not compressed. */

/** The SDK's unavoidable part is about 100 kB; a careless import (its barrel is 2 MB) must fail. */
export const SIZE_LIMIT = 160_000;

/** `123_456` → `123.5 kB` (kilo as in 1,000). */
export function kilobytes(bytes: number): string {
  return `${(bytes / 1_000).toFixed(1)} kB`;
}
