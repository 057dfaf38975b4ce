// Many at once: most of the time of a test against the local cloud is waiting.
import { setTimeout as sleep } from 'node:timers/promises';

/** Between two beginnings, so that they do not all ask at once for ever after. */
const STAGGER_MS = 20;

/** Does `work` for every item, at most `atOnce` at a time; results are in the items' order. */
export async function sideBySide<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const waiting = [...items.entries()];
  const worker = async (_: unknown, place: number) => {
    await sleep(place * STAGGER_MS);
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      results[next[0]] = await work(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: atOnce }).map(worker));
  return results;
}
