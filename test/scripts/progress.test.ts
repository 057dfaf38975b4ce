import { Progress } from '../../scripts/progress';

/** Plays so many outcomes, half a second apart; gives what was written. */
function played(outcomes: readonly string[], isTTY: boolean) {
  let [now, written] = [0, ''];
  const screen = {
    isTTY,
    write: (text: string) => {
      written += text;
    },
  };
  const progress = new Progress(screen, () => now);
  progress.onLine(JSON.stringify({ event: 'selected', targets: outcomes.length }));
  for (const outcome of outcomes) {
    now += 500;
    progress.onLine(JSON.stringify({ event: 'target', outcome }));
  }
  return { progress, table: progress.end(), written };
}

const FLEET = [...Array.from({ length: 18 }, () => 'accepted'), 'refused', 'skipped'];

test('on a terminal: one line, written over and over, and a table', () => {
  const { written, table } = played(FLEET, true);
  const lines = written.split('\r').slice(1);
  expect(lines).toHaveLength(20);
  expect(lines[9]).toBe('  10/20  2.0 a second  accepted 10\u001b[K');
  expect(lines.at(-1)).toBe('  20/20  2.0 a second  accepted 18, refused 1, skipped 1\u001b[K\n');
  expect(table).toEqual(['  accepted  18', '  refused    1', '  skipped    1', '  total     20']);
});

test('elsewhere: a plain line every five seconds, and the last', () => {
  const { written } = played(FLEET, false);
  expect(written.trimEnd().split('\n')).toEqual([
    '  10/20  2.0 a second  accepted 10',
    '  20/20  2.0 a second  accepted 18, refused 1, skipped 1',
  ]);
});

test('a few targets are left to their rows; a line that is not ours is left out', () => {
  const { written, table, progress } = played(['accepted', 'refused'], true);
  progress.onLine('(node:1) Warning: something');
  expect([written, table, progress.isFleet]).toEqual(['', [], false]);
});

test('it begins anew with each run', () => {
  const { progress } = played(FLEET, false);
  progress.onLine(JSON.stringify({ event: 'selected', targets: 3 }));
  expect(progress.end()).toEqual([]);
});
