// Plays the whole fault matrix: for the test that asserts it and the command that prints it.
import { CELLS, isQuiet, play, type Result } from './cells';
import { type Clouds, openClouds } from './clouds';
import { LATE_CELLS, type LateResult, playLate } from './late-cells';
import { playReading, READING_CELLS, type ReadingResult } from './reading-cells';
import { scale } from './scaled';
import { sideBySide } from './side-by-side';

export interface Matrix {
  readonly cells: readonly Result[];
  readonly readings: readonly ReadingResult[];
  readonly late: readonly LateResult[];
  readonly durationMs: number;
}

/** Up to this, two cores have time to spare, and few scaled time limits are broken by a busy machine. */
const AT_ONCE = 100;
const WARM_UP = 24;
/** The shortest backup published, and longer than any look is old when its write arrives: 5 s + 3 s + 10 s. */
const TASK_MS = scale(21_000);

/** Cells that a busy machine has spoiled, once more with more room; what was wrong stays wrong. */
async function replay(clouds: Clouds, cells: readonly Result[]): Promise<Result[]> {
  const again = await sideBySide([...cells.entries()], AT_ONCE / 4, async ([index, cell]) =>
    isQuiet(cell) ? cell : play(clouds, cell, cells.length * 2 + index),
  );
  return again.map((cell, index) => ({
    ...cell,
    wrong: [...new Set([...cell.wrong, ...(cells[index]?.wrong ?? [])])],
  }));
}

/** @param replays whether cells that a busy machine has spoiled are played again */
export async function playMatrix(replays = false): Promise<Matrix> {
  const clouds = await openClouds(TASK_MS);
  try {
    // The first calls of a process are slow; these are thrown away.
    await sideBySide(CELLS.slice(0, WARM_UP), 8, (cell, index) =>
      play(clouds, cell, CELLS.length + index),
    );
    const startedAt = performance.now();
    const cells = await sideBySide(CELLS, AT_ONCE, (cell, index) => play(clouds, cell, index));
    // Together: whoever sends late does little but wait.
    const [readings, late] = await Promise.all([
      sideBySide(READING_CELLS, AT_ONCE, (cell, index) => playReading(clouds, cell, index)),
      sideBySide(LATE_CELLS, LATE_CELLS.length, (cell, index) => playLate(clouds, cell, index)),
    ]);
    return {
      cells: replays ? await replay(clouds, cells) : cells,
      readings,
      late,
      durationMs: performance.now() - startedAt,
    };
  } finally {
    await clouds.close();
  }
}
