// The chart of docs/benchmarks.md: one bar a way to load, as SVG that any page and any theme can show.
import type { ColdRow } from './cold';

const [WIDTH, ROW, LABELS, VALUES, EDGE] = [760, 34, 190, 120, 16];
const BARS = WIDTH - LABELS - VALUES - 2 * EDGE;
const [OURS, OTHERS, INK] = ['#0a7d4f', '#9aa5b1', '#1f2933'];

const escaped = (text: string): string =>
  text.replace(/[&<>'"]/g, (char) => `&#${char.charCodeAt(0)};`);

function bar({ name, ms, ratio }: ColdRow, at: number, longest: number): string {
  const y = EDGE + at * ROW;
  const width = Math.max(2, (BARS * ms.median) / longest);
  const x = EDGE + LABELS;
  const colour = name === 'this function' ? OURS : OTHERS;
  const value = `${ms.median.toFixed(0)} ms (${ratio.median.toFixed(1)}×)`;
  return [
    `<text x="${x - 10}" y="${y + 17}" text-anchor="end">${escaped(name)}</text>`,
    `<rect x="${x}" y="${y + 2}" width="${width.toFixed(1)}" height="22" rx="3" fill="${colour}"/>`,
    `<text x="${(x + width + 8).toFixed(1)}" y="${y + 17}">${value}</text>`,
  ].join('\n  ');
}

export function chart(rows: readonly ColdRow[]): string {
  const longest = Math.max(1, ...rows.map(({ ms }) => ms.median));
  const height = 2 * EDGE + rows.length * ROW;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="13" fill="${INK}">
  <title>Time to load in a fresh process</title>
  <rect width="${WIDTH}" height="${height}" rx="6" fill="#fff"/>
  ${rows.map((row, at) => bar(row, at, longest)).join('\n  ')}
</svg>
`;
}
