// What a process remembers of what it has sent: for an hour, by run, and only so much.
import { RunMemory } from '../../src/backup/run-memory';
import type { Moment } from '../../src/backup/state';
import { failure } from '../support/builders';

const HOUR = 3_600_000;
const marker = (run: string, content = 'aaaa') => ({ run, content });
const at = (now: number, monotonic = now): Moment => ({ now, monotonic });
const sent = { times: 2, failure: failure('InternalError'), unmarkedBefore: [1, 'b-1'] };

test('knows nothing of a run at first', () => {
  expect(new RunMemory().find(marker('r'), at(0))).toBeUndefined();
});

describe('a run', () => {
  const started = { kind: 'started', TaskId: 7, sameContent: true };
  const unanswered = { kind: 'sent', sent: { ...sent, times: 1, isEarlier: true } };
  const table: [name: string, does: (memory: RunMemory) => void, found: object | undefined][] = [
    ['that was given a TaskId', (memory) => memory.addStarted(marker('r'), 7, at(0)), started],
    [
      'for another request',
      (memory) => memory.addStarted(marker('r', 'bbbb'), 7, at(0)),
      { ...started, sameContent: false },
    ],
    [
      'whose write went unanswered: one write, however many there were',
      (memory) => memory.addSent(marker('r'), sent, at(0)),
      unanswered,
    ],
    [
      'that was given a TaskId at its second try',
      (memory) => {
        memory.addSent(marker('r'), sent, at(0));
        memory.addStarted(marker('r'), 7, at(1));
      },
      started,
    ],
    [
      'that is forgotten',
      (memory) => {
        memory.addStarted(marker('r'), 7, at(0));
        memory.forget(marker('r'));
      },
      undefined,
    ],
    [
      'that is forgotten for any of its requests',
      (memory) => {
        memory.addStarted(marker('r'), 7, at(0));
        memory.forget(marker('r', 'bbbb'));
      },
      undefined,
    ],
    [
      'beside another one',
      (memory) => {
        memory.addStarted(marker('r'), 7, at(0));
        memory.addStarted(marker('s'), 8, at(0));
        memory.forget(marker('s'));
      },
      started,
    ],
    ['of another marker', (memory) => memory.addStarted(marker('s'), 8, at(0)), undefined],
  ];
  test.each(table)('%s', (_name, does, found) => {
    const memory = new RunMemory();
    does(memory);
    expect(memory.find(marker('r'), at(1))).toEqual(found);
  });
});

describe('a run is known for an hour by both clocks', () => {
  test.each([
    ['an hour', at(HOUR), true],
    ['a moment more', at(HOUR + 1), false],
    ['more by the wall clock alone', at(HOUR + 1, 0), false],
    ['more by the monotonic clock alone', at(0, HOUR + 1), false],
    ['set back', at(-HOUR, HOUR), true],
  ])('%s', (_name, moment, known) => {
    const memory = new RunMemory();
    memory.addStarted(marker('r'), 7, at(0));
    expect(memory.find(marker('r'), moment) !== undefined).toBe(known);
  });
});

test('20,000 runs are known; one more, and the one that was added first is forgotten', () => {
  const memory = new RunMemory();
  const add = (run: number) => memory.addStarted(marker(String(run)), run + 1, at(0));
  for (let run = 0; run < 20_000; run += 1) add(run);
  // Added anew: it is the newest.
  add(0);
  expect(memory.find(marker('1'), at(0))).toBeDefined();
  add(20_000);
  const known = [0, 1, 2, 20_000].filter((run) => memory.find(marker(String(run)), at(0)));
  expect(known).toEqual([0, 2, 20_000]);
});
