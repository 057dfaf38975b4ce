/** `npm run size`: builds, prints the bundle's size and content, fails above the limit or with a package not listed. */
import { buildBundle } from './bundle';
import { contentOf, packagesOf } from './size-content';
import { kilobytes, PACKAGES, SIZE_LIMIT } from './size-limit';

export async function main(
  _args: string[] = [],
  limit = SIZE_LIMIT,
  allowed = PACKAGES,
): Promise<number> {
  const { size, metafile } = await buildBundle();
  console.log(`size: ${kilobytes(size)} of at most ${kilobytes(limit)}`);
  for (const [name, bytes] of contentOf(metafile))
    console.log(`  ${kilobytes(bytes).padStart(9)}  ${name}`);
  const problems = [
    ...(size > limit ? [`above the limit. ${REMEDY}`] : []),
    ...unlisted(packagesOf(metafile), allowed),
  ];
  for (const problem of problems) console.error(`size: ${problem}`);
  return problems.length === 0 ? 0 : 1;
}

const REMEDY = 'Look for an import of a whole package where one file does';

/** Both ways: a list that names what is not there would let it come back unseen. */
function unlisted(found: readonly string[], allowed: readonly string[]): string[] {
  const added = found.filter((name) => !allowed.includes(name));
  const gone = allowed.filter((name) => !found.includes(name));
  return [
    ...added.map(
      (name) => `${name} is new in the bundle: is it worth its load time? If so, add it`,
    ),
    ...gone.map((name) => `${name} is no longer in the bundle: take it out`),
  ].map((problem) => `${problem} (scripts/bundle-packages.json)`);
}
