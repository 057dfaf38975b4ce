// Bounded concurrency: so much work at a time, whatever there is to do.

/**
 * Works through a list, `atOnce` items at a time.
 *
 * @param first index of the item that is begun with; after the last item comes the first of the list
 * @returns the results, in the list's order
 */
export async function mapAtOnce<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
  first = 0,
): Promise<R[]> {
  const results: R[] = [];
  const waiting = [...items.entries()];
  const queue = [...waiting.slice(first), ...waiting.slice(0, first)].values();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}

/** Starts a job as soon as its lane is free and there is room. A lane's jobs run one after the other, in order. */
export type Schedule = <T>(lane: string, job: () => Promise<T>) => Promise<T>;

interface Waiting {
  readonly lane: string;
  start(): Promise<void>;
}

/** A job that waits for its lane takes up no room: others pass it. */
export function createSchedule(atOnce: number): Schedule {
  const waiting: Waiting[] = [];
  const busy = new Set<string>();
  const startNext = (): void => {
    if (busy.size >= atOnce) return;
    const index = waiting.findIndex(({ lane }) => !busy.has(lane));
    const [next] = index < 0 ? [] : waiting.splice(index, 1);
    if (next === undefined) return;
    busy.add(next.lane);
    void next.start().finally(() => {
      busy.delete(next.lane);
      startNext();
    });
  };
  return (lane, job) =>
    new Promise((resolve, reject) => {
      waiting.push({ lane, start: () => job().then(resolve, reject) });
      startNext();
    });
}
