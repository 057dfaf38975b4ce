/** `npm run bench`: cold start, warm invocations, API calls, memory, comparisons of secrets and the bundle's content, beside the alternatives. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { readArguments } from '../scripts/arguments';
import { ROOT } from '../scripts/bundle';
import { pageFile, WRITE } from '../scripts/document';
import { contentOf } from '../scripts/size-content';
import { measureCalls } from './bench/calls';
import { measureCold } from './bench/cold';
import { compareTimes } from './bench/compare';
import { buildAll, type Files } from './bench/files';
import { measureHeap, verdictOf } from './bench/heap';
import { describeMachine } from './bench/machine';
import { writePage } from './bench/page';
import { makeTls } from './bench/processes';
import { type Measurements, markdown } from './bench/report';
import { measureWarm } from './bench/warm';

const HELP = `Usage: npm run bench [-- options]

  --quick      few runs, half a minute: a rough version
  --heap       memory alone; fails when it grows
  --write      write docs/benchmarks.md and docs/benchmarks.svg
  --out DIR    write both there
  --help       this text`;

const OPTIONS = {
  quick: { type: 'boolean' },
  heap: { type: 'boolean' },
  write: WRITE,
  out: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** Even numbers of rounds: the order of the cold starts turns from one to the next. */
const RUNS = { cold: 60, warm: 600, heap: 10_000 };
const QUICK = { cold: 2, warm: 20, heap: 200 };

const say = (text: string) => console.error(`bench: ${text}`);

async function measure(files: Files, folder: string, runs: typeof RUNS): Promise<Measurements> {
  say('cold starts');
  const cold = measureCold(files, runs.cold);
  say('warm invocations');
  const warm = await measureWarm(files, runs.warm, await makeTls(folder));
  const warmPlain = await measureWarm(files, runs.warm);
  say('API calls');
  const calls = await measureCalls();
  say('memory');
  const heap = await measureHeap(files, runs.heap);
  say('secrets');
  const comparisons = compareTimes();
  return { ...common(files), cold, warm, warmPlain, calls, heap, comparisons };
}

const common = ({ metafile, laterMetafile }: Files) => ({
  machine: describeMachine(new Date()),
  content: { first: contentOf(metafile), later: contentOf(laterMetafile) },
});

async function measureMemory(files: Files, runs: typeof RUNS): Promise<number> {
  const heap = await measureHeap(files, runs.heap);
  console.log(markdown({ ...common(files), heap }));
  return verdictOf(heap) === 'growing' ? 1 : 0;
}

export async function main(args: string[] = []): Promise<number> {
  const { values } = readArguments({ args, options: OPTIONS }, 'npm run bench');
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const runs = values.quick ? QUICK : RUNS;
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const files = await buildAll(folder);
    if (values.heap) return await measureMemory(files, runs);
    const all = await measure(files, folder, runs);
    console.log(markdown(all));
    const out = pageFile(values, join(ROOT, 'docs'));
    if (out !== undefined) say(`wrote ${relative(process.cwd(), await writePage(all, out))}`);
    return 0;
  } finally {
    await rm(folder, { recursive: true });
  }
}
