// "Did you mean …?": instanceId, instance_id and InstnaceId all mean InstanceId.

const normalize = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Levenshtein distance: how many letters must be inserted, deleted or replaced, computed row by row. */
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

/** The one of `known` that `name` most likely means: equal but for case and punctuation, or at most two slips away. */
export function suggest(name: string, known: readonly string[]): string | undefined {
  if (name.length > MAX_NAME) return undefined;
  const word = normalize(name);
  if (word.length <= MAX_STEPS) return undefined;
  return (
    known
      .map((candidate) => [candidate, normalize(candidate)] as const)
      // Words whose lengths differ by more cannot be that near. Skipping them is cheap; a caller may send many names.
      .filter(([, normalized]) => Math.abs(normalized.length - word.length) <= MAX_STEPS)
      .map(([candidate, normalized]) => ({ candidate, steps: editDistance(word, normalized) }))
      .filter(({ steps }) => steps <= MAX_STEPS)
      .sort((a, b) => a.steps - b.steps)[0]?.candidate
  );
}
