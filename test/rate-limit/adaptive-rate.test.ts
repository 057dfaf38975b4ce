// How long the next call waits, and how the rate falls and rises.
import {
  nextRate,
  type RateEvent,
  type RateState,
  startRate,
} from '../../src/rate-limit/adaptive-rate';
import fc from '../support/property';

const WRITES = { limit: 20, top: 18 };

/** Facts at their times, from a fresh rate on; the state they lead to. */
const after = (
  facts: readonly (readonly [at: number, fact: RateEvent])[],
  limit = WRITES,
): RateState => facts.reduce((rate, [at, fact]) => nextRate(rate, fact, at).rate, startRate(limit));

const wanted = { kind: 'acquire' } as const;
const waiting = { kind: 'acquire', since: 0 } as const;
const passed = { kind: 'success', tookMs: 40 } as const;
const limited = { kind: 'throttled', tookMs: 40 } as const;

describe('how long the next call waits', () => {
  const table: [name: string, facts: [number, RateEvent][], now: number, waitMs: number][] = [
    ['the first goes at once', [], 0, 0],
    ['the second waits a gap', [[0, wanted]], 0, 1_000 / 18],
    ['a late one waits less', [[0, wanted]], 50, 1_000 / 18 - 50],
    [
      'lateness of a waiting one is made good',
      [
        [0, wanted],
        [100, waiting],
      ],
      100,
      2_000 / 18 - 100,
    ],
    [
      'one gap of it, no more',
      [
        [0, wanted],
        [5_000, waiting],
      ],
      5_000,
      0,
    ],
    [
      'idle time is not',
      [
        [0, wanted],
        [5_000, wanted],
      ],
      5_000,
      1_000 / 18,
    ],
    [
      'a refusal slows down',
      [
        [0, wanted],
        [40, limited],
      ],
      40,
      1_000 / 18 - 40 + 1_000 / 12.6,
    ],
  ];
  test.each(table)('%s', (_name, facts, now, waitMs) => {
    expect(nextRate(after(facts), wanted, now).waitMs).toBeCloseTo(waitMs);
  });
});

describe('the rate', () => {
  const table: [name: string, facts: [number, RateEvent][], perSecond: number][] = [
    ['begins at the top', [], 18],
    [
      'never goes above it',
      [
        [0, passed],
        [1, passed],
      ],
      18,
    ],
    ['falls by three tenths', [[0, limited]], 12.6],
    [
      'counts refusals within a second once',
      [
        [0, limited],
        [999, limited],
      ],
      12.6,
    ],
    [
      'falls again a second later',
      [
        [0, limited],
        [1_000, limited],
      ],
      8.82,
    ],
    [
      'rises by a twentieth a success',
      [
        [0, limited],
        [1, passed],
        [2, passed],
      ],
      12.7,
    ],
    [
      'never falls below one a second',
      Array.from({ length: 30 }, (_, index) => [index * 1_000, limited]),
      1,
    ],
    [
      'is not moved by a call that was not made',
      [
        [0, wanted],
        [1, { kind: 'cancel' }],
      ],
      18,
    ],
  ];
  test.each(table)('%s', (_name, facts, perSecond) => {
    expect(after(facts).perSecond).toBeCloseTo(perSecond);
  });
});

test('a call without an answer holds its place in the window for half a second more, one that was waived does not', () => {
  const top = { limit: 1, top: 1_000 };
  const hanging: [number, RateEvent][] = [[0, wanted]];
  expect(nextRate(after(hanging, top), wanted, 1_500).waitMs).toBeGreaterThan(0);
  expect(nextRate(after(hanging, top), wanted, 1_520).waitMs).toBe(0);
  const waived: [number, RateEvent][] = [...hanging, [1, { kind: 'cancel' }]];
  expect(nextRate(after(waived, top), wanted, 1_020).waitMs).toBe(0);
  const answered: [number, RateEvent][] = [...hanging, [40, passed]];
  expect(nextRate(after(answered, top), wanted, 1_020).waitMs).toBe(0);
});

describe('of two calls without an answer', () => {
  const both = [
    [0, wanted],
    [100, wanted],
  ] as const;
  const table: [name: string, at: number, event: RateEvent, sent: object[]][] = [
    ['an answer ends the one that it is of', 140, passed, [{ at: 0 }, { at: 100, tookMs: 40 }]],
    [
      'also when that is the older one',
      180,
      { ...passed, tookMs: 170 },
      [{ at: 0, tookMs: 180 }, { at: 100 }],
    ],
    [
      'a cancelled turn takes the last one from the window, and no other',
      101,
      { kind: 'cancel' },
      [{ at: 0 }],
    ],
  ];
  test.each(table)('%s', (_name, at, event, sent) => {
    expect(after([...both, [at, event]], { limit: 2, top: 1_000 }).sent).toEqual(sent);
  });
});

/**
 * Plays calls as fast as the rate lets them: each is on its way for a moment, stalls included, and is answered as long
 * after it has arrived. Returns when each arrived.
 */
function arrivals(delays: readonly number[], top: number): number[] {
  let rate = startRate({ limit: 20, top });
  let now = 0;
  const under: { endsAt: number; tookMs: number }[] = [];
  return delays.map((delay) => {
    for (;;) {
      const ended = under.filter(({ endsAt }) => endsAt <= now);
      for (const call of ended.sort((a, b) => a.endsAt - b.endsAt)) {
        rate = nextRate(rate, { kind: 'success', tookMs: call.tookMs }, call.endsAt).rate;
        under.splice(under.indexOf(call), 1);
      }
      const next = nextRate(rate, wanted, now);
      rate = next.rate;
      if (next.waitMs === 0) break;
      now += Math.max(1, Math.ceil(next.waitMs));
    }
    under.push({ endsAt: now + delay + 20, tookMs: delay + 20 });
    return now + delay;
  });
}

test('no one-second window of the server ever holds more than the limit, however calls are delayed', () => {
  const delay = fc.oneof(
    fc.constant(20),
    fc.integer({ min: 20, max: 60 }),
    fc.integer({ min: 20, max: 900 }),
  );
  fc.assert(
    fc.property(
      fc.array(delay, { minLength: 25, maxLength: 120 }),
      fc.integer({ min: 5, max: 20 }),
      // The quickest way there is known from the first call on.
      (delays, top) => {
        const times = arrivals([20, ...delays], top).sort((a, b) => a - b);
        const crowded = times.filter((at, index) => (times[index + 20] ?? Infinity) - at < 1_000);
        expect(crowded).toEqual([]);
      },
    ),
  );
});

test('steady calls go at the full rate', () => {
  const times = arrivals(
    Array.from({ length: 181 }, () => 40),
    18,
  );
  expect((180 * 1_000) / ((times.at(-1) ?? 0) - (times[0] ?? 0))).toBeGreaterThan(0.97 * 18);
});
