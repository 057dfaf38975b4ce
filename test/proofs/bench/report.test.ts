import { chart } from '../../../proofs/bench/chart';
import { type Heap, verdictOf } from '../../../proofs/bench/heap';
import { markdown, table } from '../../../proofs/bench/report';
import type { Summary } from '../../../proofs/bench/statistics';

const flat = (median: number): Summary => ({ median, low: median, high: median, runs: 1 });

const cold = [
  { name: 'a floor', what: 'first', ms: flat(10), ratio: flat(1) },
  { name: 'this function', what: 'a < b', ms: flat(15.04), ratio: flat(1.504) },
];

test('a table lines up', () => {
  expect(table(['a', 'long'], [['wider', 1]])).toBe(
    '| a     | long |\n| ----- | ---- |\n| wider | 1    |',
  );
});

test('each measurement has its table, and only what was measured', () => {
  const text = markdown({
    machine: ['here'],
    cold,
    content: { first: [['x', 1_500]], later: [['y', 500]] },
  });
  expect(text).toContain('| this function');
  expect(text).toContain('**1.50**');
  expect(text).toContain('| all');
  expect(text).toContain('- here');
  expect(text).not.toContain('## Memory');
});

const heapOf = (invocations: number, bytesPerInvocation: number): Heap => ({
  samples: [{ invocations, bytes: 1e6 }],
  bytesPerInvocation,
});

test.each([
  ['flat', heapOf(10_000, -3)],
  ['flat', heapOf(10_000, 25)],
  ['growing', heapOf(10_000, 2_000)],
  ['too few to tell', heapOf(200, 2_000)],
])('memory is %s', (verdict, heap) => {
  expect(verdictOf(heap)).toBe(verdict);
  expect(markdown({ machine: [], content: { first: [], later: [] }, heap })).toContain(
    `**${verdict}**`,
  );
});

test('the chart has a bar a row, its name made safe', () => {
  const svg = chart([...cold, { name: '<&>', what: '', ms: flat(150), ratio: flat(15) }]);
  expect(svg.match(/<rect [^>]*rx="3"/g)).toHaveLength(3);
  expect(svg).toContain('15 ms (1.5×)');
  expect(svg).toContain('&#60;&#38;&#62;');
});
