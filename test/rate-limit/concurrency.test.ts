import { KeyedQueue, mapConcurrent, Semaphore } from '../../src/rate-limit/concurrency';

const settle = () => new Promise(setImmediate);

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

describe('a queue by key', () => {
  /** Jobs that log their begin and end and take one turn of the event loop. */
  const jobs = () => {
    const queue = new KeyedQueue();
    const seen: string[] = [];
    const job = (key: string, name: string) =>
      queue.run(key, async () => {
        seen.push(`${name} begins`);
        await settle();
        seen.push(`${name} ends`);
        return name;
      });
    return { job, seen };
  };

  test('runs the jobs of a key in order, one at a time, and others beside them', async () => {
    const { job, seen } = jobs();
    const names = await Promise.all([job('x', 'x1'), job('x', 'x2'), job('y', 'y1')]);
    expect(names).toEqual(['x1', 'x2', 'y1']);
    expect(seen.indexOf('y1 begins')).toBeLessThan(seen.indexOf('x1 ends'));
    expect(seen.indexOf('x2 begins')).toBeGreaterThan(seen.indexOf('x1 ends'));
  });

  test('goes on after a job that failed', async () => {
    const queue = new KeyedQueue();
    const failing = queue.run('x', () => Promise.reject(new Error('no')));
    const next = queue.run('x', async () => 'yes');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});

describe('a semaphore', () => {
  test('gives as many places as it has now, and each back once', async () => {
    let places = 3;
    const semaphore = new Semaphore(() => places);
    let held = 0;
    const releases = Array.from({ length: 8 }, async () => {
      const release = await semaphore.acquire();
      held += 1;
      return release;
    });
    await settle();
    expect(held).toBe(3);
    places = 5;
    (await releases[0])?.();
    await settle();
    expect(held).toBe(6);
    places = 2;
    (await releases[1])?.();
    (await releases[1])?.();
    await settle();
    expect(held).toBe(6);
    for (const release of releases.slice(2, 6)) (await release)();
    await settle();
    expect(held).toBe(8);
  });
});
