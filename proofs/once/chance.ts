// Chance that can be repeated.

/** A number in [0, 1) each time, the same ones for the same seed (a linear congruential generator). */
export function chanceFrom(seed: number): () => number {
  let last = seed >>> 0;
  return () => {
    last = (Math.imul(last, 1_664_525) + 1_013_904_223) >>> 0;
    return last / 2 ** 32;
  };
}
