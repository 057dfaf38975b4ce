// Bounded concurrency: a semaphore whose size may change, a queue by key, and a map with so many at a time.

/** Gives back a place; further calls do nothing. */
export type Release = () => void;

/** So many at a time; those that wait are served in their order. */
export class Semaphore {
  readonly #size: () => number;
  readonly #waiting: (() => void)[] = [];
  #taken = 0;

  /** @param size how many places there are; asked again each time one is given */
  constructor(size: () => number) {
    this.#size = size;
  }

  /** Resolves when there is a place. */
  acquire(): Promise<Release> {
    return new Promise((resolve) => {
      let isHeld = true;
      const release = (): void => {
        if (!isHeld) return;
        isHeld = false;
        this.#taken -= 1;
        this.#serve();
      };
      this.#waiting.push(() => resolve(release));
      this.#serve();
    });
  }

  #serve(): void {
    while (this.#waiting.length > 0 && this.#taken < this.#size()) {
      this.#taken += 1;
      this.#waiting.shift()?.();
    }
  }
}

/** Runs the jobs of a key one after the other, in order; those of different keys don't wait for each other. */
export class KeyedQueue {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Whether a job of this key has not ended. */
  isBusy(key: string): boolean {
    return this.#last.has(key);
  }

  run<T>(key: string, job: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    // A job that failed does not keep the next one from its turn.
    const result = before.then(job, job);
    this.#last.set(key, result);
    const forget = (): void => {
      if (this.#last.get(key) === result) this.#last.delete(key);
    };
    result.then(forget, forget);
    return result;
  }
}

/**
 * Works through a list, `limit` items at a time.
 *
 * @param first index of the item that is begun with; after the last item comes the first of the list
 * @returns the results, in the list's order
 */
export async function mapConcurrent<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
  first = 0,
): Promise<R[]> {
  const results: R[] = [];
  const entries = [...items.entries()];
  const queue = [...entries.slice(first), ...entries.slice(0, first)].values();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
