/** `npm run test:dialects`: every reading of the API, alone and in pairs, in every scene; with --write docs/dialect-matrix.md with the date. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { numberOf, readArguments } from '../scripts/arguments';
import { ROOT } from '../scripts/bundle';
import { pageFile, WRITE } from '../scripts/document';
import { table } from '../scripts/markdown';
import {
  type Cell,
  type Find,
  KINDS,
  PAIRS,
  playCells,
  READINGS,
  type Tally,
  toCells,
  withoutExplained,
} from './once/dialect-matrix';
import { SCENE_NAMES } from './once/dialect-scenes';
import { windowOf } from './once/windows';

const COMMAND = 'npm run test:dialects';

const HELP = `Usage: ${COMMAND} [-- options]

Plays ${SCENE_NAMES.length} scenes on the local cloud's model of the API, on a simulated clock, under each of ${READINGS.length} readings alone and under
each of ${PAIRS.length} pairs, and counts backups too many, outcomes that are not so, and runs that were lost.
Exit status 1 when there is one that no window of docs/once-only.md names.

  --only <text>   each reading alone, and pairs whose switches or values contain it; prints what was found, and writes nothing
  --every <n>     of the pairs only every n-th; default 1, all
  --processes <n> default ${cpus().length}, one a processor
  --write         write docs/dialect-matrix.md
  --out <file>    write that file
  --help          this text`;

const OPTIONS = {
  only: { type: 'string' },
  every: { type: 'string', default: '1' },
  processes: { type: 'string', default: String(cpus().length) },
  write: WRITE,
  out: { type: 'string' },
  /** Of one of the processes: which of how many it is, and where it writes what it has found. */
  part: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

const ALONE = [[], ...READINGS.map((reading) => [reading])];
const ALL: readonly Cell[] = toCells([...ALONE, ...PAIRS]);

/** Each reading alone, and every n-th pair. */
const everyPair = (every: number): readonly Cell[] =>
  toCells([...ALONE, ...PAIRS.filter((_, index) => index % every === 0)]);

export async function main(args: string[]): Promise<number> {
  const { values } = readArguments({ args, options: OPTIONS }, COMMAND);
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const every = numberOf('--every', values.every);
  if (values.part !== undefined) return playPart(values.part, every, values.out ?? '');
  if (values.only !== undefined) return playOnly(values.only);
  const startedAt = performance.now();
  const tally = await playAll(numberOf('--processes', values.processes), every);
  const page = pageOf(tally, every, performance.now() - startedAt);
  const out = pageFile(values, join(ROOT, 'docs', 'dialect-matrix.md'));
  if (out !== undefined) writeFileSync(out, page);
  console.log(page);
  return tally.finds.some((find) => windowOf(find) === undefined) ? 1 : 0;
}

async function playPart(part: string, every: number, out: string): Promise<number> {
  const [index = 0, count = 1] = part.split('/').map(Number);
  const cells = everyPair(every).filter((_, at) => at % count === index);
  writeFileSync(out, JSON.stringify(await playCells(cells)));
  return 0;
}

async function playOnly(text: string): Promise<number> {
  const isMeant = ({ readings }: Cell) =>
    readings.length < 2 || readings.some(({ name, value }) => `${name}: ${value}`.includes(text));
  const { cells, finds } = await playCells(ALL.filter(isMeant));
  for (const find of withoutExplained(finds)) console.log(lineOf(find));
  console.log(`${cells} runs, ${finds.length} with something wrong`);
  return 0;
}

const toText = ({ readings }: Cell): string =>
  readings.map(({ name, value }) => `${name}: ${value}`).join(' + ') || 'the default';
const lineOf = (find: Find): string =>
  `${toText(find)} | ${find.scene} | ${find.kind} | ${find.texts.join('; ')}`;

async function playAll(processes: number, every: number): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'dialects-'));
  try {
    const parts = await Promise.all(
      Array.from({ length: processes }, (_, index) => runPart(index, processes, every, folder)),
    );
    const finds = parts.flatMap((part) => part.finds);
    return { cells: parts.reduce((sum, { cells }) => sum + cells, 0), finds };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function runPart(
  index: number,
  count: number,
  every: number,
  folder: string,
): Promise<Tally> {
  const file = join(folder, `${index}.json`);
  const words = ['dialects', '--part', `${index}/${count}`, '--every', `${every}`, '--out', file];
  const script = join('scripts', 'run.mjs');
  const child = spawn(process.execPath, [script, ...words], { cwd: ROOT, stdio: 'inherit' });
  const [status] = await once(child, 'exit');
  if (status !== 0) throw new Error(`part ${index + 1} of ${count} has ended with ${status}`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

const countOf = (finds: readonly Find[], kind: Find['kind']): number =>
  finds.filter((find) => find.kind === kind).length;

const code = (text: string): string => `\`${text}\``;

/** One row a set of readings and a scene. */
function rowsOf(finds: readonly Find[]): string[][] {
  const groups = new Map<string, [Find, ...Find[]]>();
  for (const find of finds) {
    const key = `${toText(find)}|${find.scene}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [find]);
    else group.push(find);
  }
  return [...groups.values()].map((group) => {
    const [first] = group;
    const readings = first.readings.map(({ name, value }) => code(`${name}: ${value}`)).join(' + ');
    const counts = KINDS.map(
      (kind) => group.find((find) => find.kind === kind)?.texts.length ?? '',
    );
    return [readings, first.scene, ...counts.map(String), windowOf(first) ?? '**none**'];
  });
}

function pageOf({ cells, finds }: Tally, every: number, durationMs: number): string {
  const rows = rowsOf(withoutExplained(finds));
  const wrong = finds.length - finds.filter((find) => windowOf(find) !== undefined).length;
  const counts = KINDS.map((kind) => `${kind} in ${countOf(finds, kind)}`).join(', ');
  return `# The dialect matrix

Made by \`${COMMAND}\` on ${new Date().toISOString().slice(0, 10)}: ${cells} runs in ${Math.round(durationMs / 1_000)} s, ${counts}; ${wrong} outside the windows of [once-only.md](once-only.md).

Nobody has tried the function against the real API, so it is held against every reading that the documents leave open:
each of the ${READINGS.length} values of [dialects.md](dialects.md) that is not a default, alone and beside each value of every other switch${every === 1 ? '' : ` (here every ${every}th pair)`}, in
${SCENE_NAMES.length} scenes on a simulated clock. The whole function runs, from the event to the SDK's call; the API is the local cloud's
model. The scenes: ${SCENE_NAMES.join('; ')}.

*Duplicates* are backups of one run and instance beyond the first, *lies* outcomes that are not so, *lost* runs without a backup
in the end, though the API is healthy and the platform has repeated failed events twice, a minute apart. Only what is not zero
is shown, and of pairs only what neither of the two readings does by itself.

${rows.length === 0 ? 'Nothing is to be shown.' : table(['readings', 'scene', ...KINDS, 'window'], rows)}
`;
}
