// Numbers of many runs → the few that are shown. The median, because a busy machine only ever makes a run slower.

export interface Summary {
  readonly median: number;
  /** Half of the runs lie between these two. */
  readonly low: number;
  readonly high: number;
  readonly runs: number;
}

/** Linear between the two nearest of the samples. `share` is in [0, 1]. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [below = Number.NaN, above = below] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return below + (above - below) * (at - Math.floor(at));
}

export const summarise = (samples: readonly number[]): Summary => ({
  median: quantile(samples, 0.5),
  low: quantile(samples, 0.25),
  high: quantile(samples, 0.75),
  runs: samples.length,
});

/** Each run against the baseline's run of the same round: what slows the machine for a while slows both. */
export const pairedRatios = (samples: readonly number[], base: readonly number[]): Summary =>
  summarise(samples.map((sample, round) => sample / (base[round] ?? Number.NaN)));

/** Least squares: by how much `y` grows for one more of `x`. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (pick: 0 | 1) => points.reduce((sum, point) => sum + point[pick], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const products = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return products / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
