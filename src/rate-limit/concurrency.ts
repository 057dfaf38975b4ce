// Bounded concurrency: a map with so many at a time, a queue by key, a semaphore whose size may change.

/**
 * Works through a list, `atOnce` items at a time.
 *
 * @param first index of the item that is begun with; after the last item comes the first of the list
 * @returns the results, in the list's order
 */
export async function mapConcurrent<T, R>(
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
export type KeyedQueue = <T>(lane: string, job: () => Promise<T>) => Promise<T>;

interface Waiting {
  readonly lane: string;
  start(): Promise<void>;
}

/** A job that waits for its lane takes up no room: others pass it. */
export function keyedQueue(atOnce: number): KeyedQueue {
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

export interface Semaphore {
  /** Resolves when there is room; call what it returns, once or more often, to leave. */
  acquire(): Promise<() => void>;
}

const SECONDS = 1;

const MIN_PLACES = 2;

/** @param perSecond the pace of now; the room shrinks and grows with it */
export function openSemaphore(perSecond: () => number): Semaphore {
  const queue: (() => void)[] = [];
  let inside = 0;
  const size = () => Math.max(MIN_PLACES, Math.ceil(perSecond() * SECONDS));
  const admit = (): void => {
    while (inside < size() && queue.length > 0) {
      inside += 1;
      queue.shift()?.();
    }
  };
  return {
    acquire: () =>
      new Promise((resolve) => {
        let isInside = true;
        const leave = (): void => {
          if (!isInside) return;
          isInside = false;
          inside -= 1;
          admit();
        };
        queue.push(() => resolve(leave));
        admit();
      }),
  };
}
