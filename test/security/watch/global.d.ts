import type { LeakWatch } from './leak-watch';

declare global {
  /** The watch over the current test file; setup.ts puts it there. */
  const leakWatch: LeakWatch;
}
