// A map with so many at a time, a queue by key, a semaphore whose size may change.
import { keyedQueue, mapConcurrent, openSemaphore } from '../../src/rate-limit/concurrency';

describe('openSemaphore', () => {
  test('holds a second’s worth of calls, and grows and shrinks with the rate', async () => {
    let perSecond = 3;
    const semaphore = openSemaphore(() => perSecond);
    let inside = 0;
    const guests = Array.from({ length: 8 }, async () => {
      const release = await semaphore.acquire();
      inside += 1;
      return release;
    });
    const settle = () => new Promise(setImmediate);
    await settle();
    expect(inside).toBe(3);
    perSecond = 5;
    (await guests[0])?.();
    await settle();
    expect(inside).toBe(6);
    perSecond = 1;
    (await guests[1])?.();
    (await guests[1])?.();
    await settle();
    expect(inside).toBe(6);
    for (const guest of guests.slice(2, 6)) (await guest)();
    await settle();
    expect(inside).toBe(8);
  });
});

describe('mapConcurrent', () => {
  test.each([
    [0, ['a', 'b', 'c']],
    [1, ['b', 'c', 'a']],
    [2, ['c', 'a', 'b']],
  ])('begins with item %d and keeps the order of the results', async (first, order) => {
    const begun: string[] = [];
    const work = async (item: string) => {
      begun.push(item);
      return item.toUpperCase();
    };
    expect(await mapConcurrent(['a', 'b', 'c'], 1, work, first)).toEqual(['A', 'B', 'C']);
    expect(begun).toEqual(order);
  });

  test('works on no more items at once than it may', async () => {
    let [now, most] = [0, 0];
    await mapConcurrent(Array.from({ length: 20 }), 3, async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise(setImmediate);
      now -= 1;
    });
    expect(most).toBe(3);
  });

  test('of nothing is nothing', async () => {
    expect(await mapConcurrent([], 3, async () => 1)).toEqual([]);
  });
});

describe('keyedQueue', () => {
  /** Jobs that log their begin and end and take one turn of the event loop. */
  const jobs = (atOnce: number) => {
    const enqueue = keyedQueue(atOnce);
    const seen: string[] = [];
    const job = (key: string, name: string) =>
      enqueue(key, async () => {
        seen.push(`${name} begins`);
        await new Promise(setImmediate);
        seen.push(`${name} ends`);
        return name;
      });
    return { job, seen };
  };

  test('runs the jobs of one key in order, one at a time, and those of others beside them', async () => {
    const { job, seen } = jobs(2);
    const names = await Promise.all([job('x', 'x1'), job('x', 'x2'), job('y', 'y1')]);
    expect(names).toEqual(['x1', 'x2', 'y1']);
    expect(seen).toEqual(['x1 begins', 'y1 begins', 'x1 ends', 'x2 begins', 'y1 ends', 'x2 ends']);
  });

  test('holds the rest back when it is full', async () => {
    const { job, seen } = jobs(1);
    await Promise.all([job('x', 'x1'), job('y', 'y1')]);
    expect(seen).toEqual(['x1 begins', 'x1 ends', 'y1 begins', 'y1 ends']);
  });

  test('goes on after a job that failed', async () => {
    const enqueue = keyedQueue(1);
    const failing = enqueue('x', () => Promise.reject(new Error('no')));
    const next = enqueue('x', async () => 'yes');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
