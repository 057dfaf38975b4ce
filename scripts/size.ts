/** `node scripts/run.mjs size`: builds, prints both files' sizes and contents, fails above a limit or with a package not listed. */
import { basename } from 'node:path';
import { readArguments } from './arguments';
import { type Built, buildBundle } from './bundle';
import { contentOf, packagesOf } from './size-content';
import { kilobytes, LIMITS, PACKAGES } from './size-limit';

const HELP = `Usage: node scripts/run.mjs size

Builds the function, and says what it is made of. Exit status 1 when it is too big, or holds a package that is not listed.`;

export async function main(
  args: string[] = [],
  limits = LIMITS,
  allowed = PACKAGES,
): Promise<number> {
  const options = { help: { type: 'boolean' } } as const;
  const { values } = readArguments({ args, options }, 'node scripts/run.mjs size --');
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const { later, ...first } = await buildBundle();
  const problems = [
    ...tooBig('loaded at each cold start', first, limits.first),
    ...tooBig('loaded when asked for', later, limits.later),
    ...unlisted(packagesOf(first.metafile, later.metafile), allowed),
  ];
  for (const problem of problems) console.error(`size: ${problem}`);
  return problems.length === 0 ? 0 : 1;
}

/** Prints what a file is made of. */
function tooBig(what: string, { file, size, metafile }: Built, limit: number): string[] {
  const name = basename(file);
  console.log(`size: ${name}, ${what}: ${kilobytes(size)} of at most ${kilobytes(limit)}`);
  for (const [part, bytes] of contentOf(metafile))
    console.log(`  ${kilobytes(bytes).padStart(9)}  ${part}`);
  return size > limit ? [`${name} is above the limit. ${REMEDY}`] : [];
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
