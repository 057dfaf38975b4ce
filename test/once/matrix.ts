// Plays the whole fault matrix: for the test that asserts it and the command that prints it.
import { CELLS, play, type Result } from './cells';
import { openClouds } from './clouds';
import { playReading, READING_CELLS, type ReadingResult } from './reading-cells';
import { sideBySide } from './side-by-side';

export interface Matrix {
  readonly cells: readonly Result[];
  readonly readings: readonly ReadingResult[];
  readonly durationMs: number;
}

/** Below this, two cores have time to spare, and few scaled time limits are broken by a busy machine. */
const AT_ONCE = 40;
const WARM_UP = 24;

export async function playMatrix(): Promise<Matrix> {
  const clouds = await openClouds();
  try {
    // The first calls of a process are slow; these are thrown away.
    await sideBySide(CELLS.slice(0, WARM_UP), 8, (cell, index) =>
      play(clouds, cell, CELLS.length + index),
    );
    const startedAt = performance.now();
    const cells = await sideBySide(CELLS, AT_ONCE, (cell, index) => play(clouds, cell, index));
    const readings = await sideBySide(READING_CELLS, AT_ONCE, (cell, index) =>
      playReading(clouds, cell, index),
    );
    return { cells, readings, durationMs: performance.now() - startedAt };
  } finally {
    await clouds.close();
  }
}
