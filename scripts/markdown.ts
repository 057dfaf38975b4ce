// Tables for the pages that a command writes.

/** A Markdown table; a `|` in a cell would end it, and none has one. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Equal texts counted, the most frequent first: `27 × accepted; 2 × refused`; without numbers when all are equal. */
export function tally(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const [only, ...others] = [...counts].sort((a, b) => b[1] - a[1]);
  if (only === undefined) return '';
  if (others.length === 0) return only[0];
  return [only, ...others].map(([text, count]) => `${count} × ${text}`).join('<br>');
}

/**
 * A document with `part` between its two markers `<!-- name -->` and `<!-- /name -->`.
 * @throws {Error} when it hasn't each marker once, in order
 */
export function withPart(document: string, name: string, part: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [before, rest = '', ...more] = document.split(begin);
  const [, after, ...evenMore] = rest.split(end);
  if (after === undefined || more.length + evenMore.length > 0)
    throw new Error(`there must be one ${begin} and behind it one ${end}`);
  return `${before}${begin}\n${part}\n${end}${after}`;
}
