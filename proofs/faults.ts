/** `npm run test:proofs -- faults`: plays the fault matrix, prints it, and with --write writes docs/fault-matrix.md with the date. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readArguments } from '../scripts/arguments';
import { ROOT } from '../scripts/bundle';
import { pageFile, WRITE } from '../scripts/document';
import { table, tally } from '../scripts/markdown';
import { REDELIVERED, type Result } from './once/cells';
import { VISIBLE } from './once/clouds';
import type { LateResult } from './once/late-cells';
import { type Matrix, playMatrix } from './once/matrix';
import type { ReadingResult } from './once/reading-cells';
import { SCALE } from './once/scaled';

const HELP = `Usage: npm run test:proofs -- faults [options]

Plays every fault of the local Redis API against the function and holds each answer against the truth.
Exit status 1 when there was a backup too many or an untrue answer.

  --write       write docs/fault-matrix.md
  --out <file>  write that file
  --help        this text`;

const OPTIONS = {
  write: WRITE,
  out: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

export async function main(args: string[]): Promise<number> {
  const { values } = readArguments({ args, options: OPTIONS }, 'npm run test:proofs -- faults');
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const matrix = await playMatrix(true);
  const played = [...matrix.cells, ...matrix.readings, ...matrix.late];
  const wrong = played.filter((cell) => cell.wrong.length > 0);
  const tables = [writesOf(matrix.cells), readingsOf(matrix.readings), lateOf(matrix.late)];
  console.log(`${summaryOf(matrix, wrong.length)}\n\n${tables.join('\n\n')}`);
  for (const cell of wrong) console.error(JSON.stringify(cell));
  const out = pageFile(values, join(ROOT, 'docs', 'fault-matrix.md'));
  if (out !== undefined) {
    await mkdir(dirname(out), { recursive: true });
    await writeFile(out, pageOf(matrix, wrong.length));
  }
  return wrong.length === 0 ? 0 : 1;
}

const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;

function summaryOf({ cells, readings, late, durationMs }: Matrix, wrong: number): string {
  const others = readings.length + late.length;
  const deliveries = cells.reduce((sum, { told }) => sum + told.length, others);
  return (
    `${cells.length + others} cells, ${deliveries} deliveries in ${seconds(durationMs)}: ` +
    `${wrong} with a backup too many or an untrue answer.`
  );
}

/** `accepted, then adopted; 1 backup`. */
const endingOf = ({ told, backups }: Result): string =>
  `${told.map(({ outcome }) => outcome).join(', then ')}; ${backups} ${backups === 1 ? 'backup' : 'backups'}`;

const COLUMNS = [true, false].flatMap((runKey) =>
  REDELIVERED.map((redelivered) => ({ runKey, redelivered })),
);
const COLUMN_NAMES = COLUMNS.map(
  ({ runKey, redelivered }) =>
    `${runKey ? 'run key' : 'no run key'}, ${redelivered === 'no' ? 'not redelivered' : `redelivered ${redelivered}`}`,
);

/** One row for a list of cells that agree on what became of the write and when it is listed. */
const rowOf = (head: string[], cells: readonly Result[]): string[] => [
  ...head,
  ...COLUMNS.map(({ runKey, redelivered }) =>
    tally(
      cells
        .filter((cell) => cell.runKey === runKey && cell.redelivered === redelivered)
        .map(endingOf),
    ),
  ),
];

const executedText = (executed: boolean): string => (executed ? 'executed' : 'not executed');

function rowsOf(cells: readonly Result[], head: readonly string[] = []): string[][] {
  return [true, false].flatMap((executed) =>
    VISIBLE.map((visible) =>
      rowOf(
        [...head, executedText(executed), visible],
        cells.filter((cell) => cell.executed === executed && cell.visible === visible),
      ),
    ),
  );
}

const writesOf = (cells: readonly Result[]): string =>
  table(['the first write was', 'and is listed', ...COLUMN_NAMES], rowsOf(cells));

function readingsOf(readings: readonly ReadingResult[]): string {
  const groups = new Map<string, ReadingResult[]>();
  for (const cell of readings) {
    const name = [cell.list, cell.when, cell.forEver ? 'for ever' : 'once'].join('|');
    groups.set(name, [...(groups.get(name) ?? []), cell]);
  }
  const rows = [...groups].map(([name, cells]) => [
    ...name.split('|'),
    tally(cells.map(({ told, backups }) => `${told.outcome}; ${backups} started`)),
  ]);
  return table(['list', 'when', 'how often', 'endings'], rows);
}

function lateOf(late: readonly LateResult[]): string {
  const rows = [...new Set(late.map(({ executed }) => executed))].map((executed) => [
    executed,
    tally(
      late
        .filter((cell) => cell.executed === executed)
        .map(({ told, writes, backups }) => `${told.outcome}; ${writes} sent, ${backups} started`),
    ),
  ]);
  return table(['the first write is executed', 'endings'], rows);
}

function pageOf(matrix: Matrix, wrong: number): string {
  const troubles = [...new Set(matrix.cells.map(({ trouble }) => trouble))];
  const rows = troubles.flatMap((trouble) =>
    rowsOf(
      matrix.cells.filter((cell) => cell.trouble === trouble),
      [`\`${trouble}\``],
    ),
  );
  return `# Fault matrix

Made by \`npm run test:proofs -- faults\` on ${new Date().toISOString().slice(0, 10)}. ${summaryOf(matrix, wrong)}

Each cell is one run of the function, the real SDK over HTTP to the local Redis API, every duration divided by ${SCALE}
(the figures here are not). The first write meets one fault or one error code, is executed or not, and its backup gets
into the list at once, after 2 s, when its task of 21 s ends, or never. The event is delivered once, again as the first
write goes out, or again when the first delivery has been answered. The zone of the API's times, its \`Status\` filter, the
type of its \`TaskId\` and a task list that is 2 s late take turns.

What each cell must fulfil: with a run key at most one backup, however often the event is delivered; without one at most
one for each delivery; \`accepted\` and \`adopted\` name a backup of this run that exists; \`refused\` and \`deferred\` come from
a delivery that started none; \`unknown\` only where neither the reply nor any list could tell. A number in front says how
many of the ${troubles.length} faults and codes ended so.

## Faults of the write

${writesOf(matrix.cells)}

## Faults of the lists

${readingsOf(matrix.readings)}

## Writes that are executed late

After 45 s, or after 70 s; then something that no list shows holds the instance from 50 s to 65 s.

${lateOf(matrix.late)}

## Each fault of the write

${table(['fault or code', 'the first write was', 'and is listed', ...COLUMN_NAMES], rows)}
`;
}
