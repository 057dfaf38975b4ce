/** The one place for the bundle's limits. Bytes here are minified and not compressed. */
import allowed from './bundle-packages.json';

/**
 * V8 takes about 0.07 ms a kB to load, so the first file, which each cold start loads, is held to what keeps that below
 * twice the built-ins that any HTTPS client loads (docs/benchmarks.md). The second is loaded by few invocations.
 */
export const LIMITS = { first: 95_000, later: 95_000 };

/** Packages that may be in the bundle. Another one is a decision: it is added in the commit that brings it in. */
export const PACKAGES: readonly string[] = allowed;

/** `123_456` → `123.5 kB` (kilo as in 1,000). */
export function kilobytes(bytes: number): string {
  return `${(bytes / 1_000).toFixed(1)} kB`;
}
