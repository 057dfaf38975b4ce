// Measurements → the tables, for a terminal and for docs/benchmarks.md alike: Markdown reads well in both.
import type { CallsRow } from './calls';
import type { ColdRow } from './cold';
import type { Comparison } from './compare';
import { type Heap, verdictOf } from './heap';
import type { Summary } from './statistics';
import { LATENCY_MS, type WarmRow } from './warm';

export interface Measurements {
  readonly machine: readonly string[];
  readonly cold?: readonly ColdRow[];
  /** Over TLS, as against the API, and over plain HTTP. */
  readonly warm?: readonly WarmRow[];
  readonly warmPlain?: readonly WarmRow[];
  readonly calls?: readonly CallsRow[];
  readonly heap?: Heap;
  readonly comparisons?: readonly Comparison[];
  /** What the file of each cold start, and the one that is loaded when asked for, are made of. */
  readonly content: Readonly<Record<'first' | 'later', Content>>;
}

type Cell = string | number;

/** Columns as wide as their widest cell. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cells = [head, head.map(() => '---'), ...rows].map((row) => row.map(String));
  const widths = head.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0, cell === '---' ? '-' : ' ')).join(' | ')} |`;
  return cells.map(line).join('\n');
}

const ms = (value: number): string => value.toFixed(value < 100 ? 1 : 0);
const spread = ({ low, high }: Summary, show: (value: number) => string): string =>
  `${show(low)} to ${show(high)}`;
const times = (value: number): string => value.toFixed(2);
const timed = (summary: Summary): Cell[] => [ms(summary.median), spread(summary, ms)];
const compared = (ratio: Summary | undefined): Cell[] =>
  ratio === undefined ? ['', ''] : [`**${times(ratio.median)}**`, spread(ratio, times)];

const coldTable = (rows: readonly ColdRow[]): string =>
  table(
    ['loaded in a fresh process', 'ms', 'half of the runs', 'ratio', 'half of the ratios'],
    rows.map((row) => [row.name, ...timed(row.ms), ...compared(row.ratio)]),
  );

const warmTable = (rows: readonly WarmRow[]): string =>
  table(
    [`against a ${LATENCY_MS} ms server`, 'ms', 'half of the runs', 'ratio', 'half of the ratios'],
    rows.map((row) => [row.name, ...timed(row.ms), ...compared(row.ratio)]),
  );

const comparisonTable = (rows: readonly Comparison[]): string =>
  table(
    ['compared, in constant time', 'µs', 'ratio', 'half of the ratios'],
    rows.map(({ name, one, other, ratio }) => [
      name,
      `${times(one.median)} / ${times(other.median)}`,
      ...compared(ratio),
    ]),
  );

const callsTable = (rows: readonly CallsRow[]): string =>
  table(
    ['what is asked', 'reads', 'writes', 'the calls'],
    rows.map(({ name, reads, writes, calls }) => [name, reads, writes, counted(calls)]),
  );

const counted = (calls: CallsRow['calls']): string =>
  Object.entries(calls)
    .map(([action, count]) => `${count} × ${action}`)
    .join(', ');

type Content = readonly (readonly [name: string, bytes: number])[];

const contentTable = ({ first, later }: Measurements['content']): string => {
  const names = [...new Set([...first, ...later].map(([name]) => name))];
  const kilobytesOf = (content: Content, name?: string): string => {
    const parts = content.filter(([part]) => name === undefined || part === name);
    return (parts.reduce((sum, [, bytes]) => sum + bytes, 0) / 1000).toFixed(1);
  };
  return table(
    ['kB of', 'index.js, at each cold start', 'later.js, when asked for'],
    [
      ...names.map((name) => [name, kilobytesOf(first, name), kilobytesOf(later, name)]),
      ['all', kilobytesOf(first), kilobytesOf(later)],
    ],
  );
};

function heapText(heap: Heap): string {
  const { samples, bytesPerInvocation } = heap;
  const last = samples.at(-1);
  const kept = `${bytesPerInvocation.toFixed(1)} bytes an invocation over the second half`;
  const every = samples.filter((_, index) => index % 4 === 3);
  const row = every.map(({ bytes }) => (bytes / 1e6).toFixed(2));
  const remembered =
    'Every second one has a run key, which the process remembers: some 260 bytes, of the last 20,000 runs.';
  return `**${verdictOf(heap)}**: ${kept}, ${last?.invocations ?? 0} invocations in one process. ${remembered}\n\n${table(
    ['invocations', ...every.map(({ invocations }) => String(invocations))],
    [['heap after a collection, MB', ...row]],
  )}`;
}

const legend = (rows: readonly { readonly name: string; readonly what: string }[]): string =>
  rows.map(({ name, what }) => `- **${name}**: ${what}`).join('\n');

const section = <T>(title: string, value: T | undefined, show: (value: T) => string): string[] =>
  value === undefined ? [] : [`## ${title}`, show(value)];

/** Every table there is a measurement for. */
export const markdown = (all: Measurements): string =>
  [
    ...section('Cold start', all.cold, (rows) => `${coldTable(rows)}\n\n${legend(rows)}`),
    ...section('Warm invocation', all.warm, (rows) => `${warmTable(rows)}\n\n${legend(rows)}`),
    ...section('Warm invocation without TLS', all.warmPlain, warmTable),
    ...section('API calls', all.calls, callsTable),
    ...section('Memory', all.heap, heapText),
    ...section('Secrets', all.comparisons, comparisonTable),
    ...section('The bundle', all.content, contentTable),
    '## Where',
    all.machine.map((fact) => `- ${fact}`).join('\n'),
  ].join('\n\n');
