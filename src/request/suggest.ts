// Which known name a mistyped one means, if any: instanceId, instance_id and InstnaceId all mean InstanceId.

const folded = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Steps (insert, delete, replace) from one word to the other; the classic row-by-row table. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

const MAX_NAME = 40;
const MAX_STEPS = 2;

/** The one of `known` that `name` most likely means: the same but for case and punctuation, or two typing slips away. */
export function suggest(name: string, known: readonly string[]): string | undefined {
  if (name.length > MAX_NAME) return undefined;
  const word = folded(name);
  if (word.length <= MAX_STEPS) return undefined;
  return (
    known
      .map((candidate) => [candidate, folded(candidate)] as const)
      // Words whose lengths differ by more are further apart than that; a caller may send thousands of names.
      .filter(([, known]) => Math.abs(known.length - word.length) <= MAX_STEPS)
      .map(([candidate, known]) => ({ candidate, steps: editDistance(word, known) }))
      .filter(({ steps }) => steps <= MAX_STEPS)
      .sort((a, b) => a.steps - b.steps)[0]?.candidate
  );
}
