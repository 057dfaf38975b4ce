/** `npm run test:breakages`: deliberate faults, one by one in a copy of the repository; each must turn a unit test red. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readArguments } from '../scripts/arguments';
import { buildBundle, ROOT } from '../scripts/bundle';
import { pageFile, WRITE } from '../scripts/document';
import { table } from '../scripts/markdown';
import { BREAKAGES, type Breakage } from './breakages/list';
import { copyRepository } from './support/repository';

const COMMAND = 'npm run test:breakages';

const HELP = `Usage: ${COMMAND} [-- options]

Plants ${BREAKAGES.length} faults, one by one, in a copy of the repository, and runs the test file that must turn red.
Exit status 1 when a fault stays unnoticed.

  --only <text>  those whose words or file contain it; writes nothing
  --write        write docs/breakages.md
  --out <file>   write that file
  --help         this text`;

const OPTIONS = {
  only: { type: 'string' },
  write: WRITE,
  out: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

interface Red {
  readonly breakage: Breakage;
  /** The tests that noticed. */
  readonly tests: readonly string[];
}

export async function main(args: string[]): Promise<number> {
  const { values } = readArguments({ args, options: OPTIONS }, COMMAND);
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const { only = '' } = values;
  const asked = BREAKAGES.filter(({ protects, file }) => `${protects} ${file}`.includes(only));
  const results = await plantAll(asked);
  const unnoticed = results.filter(({ tests }) => tests.length === 0);
  console.log(`${asked.length} faults, ${unnoticed.length} unnoticed`);
  const out = pageFile(values, join(ROOT, 'docs', 'breakages.md'));
  if (values.only === undefined && out !== undefined) writeFileSync(out, pageOf(results));
  return unnoticed.length === 0 ? 0 : 1;
}

/** So many copies at once, each with a jest of its own. */
const COPIES = 4;

async function plantAll(breakages: readonly Breakage[]): Promise<Red[]> {
  await buildBundle();
  const results: Red[] = [];
  const left = [...breakages.entries()];
  const work = async (copy: string): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift())
      results[next[0]] = await plant(copy, next[1]);
  };
  await Promise.all(Array.from({ length: COPIES }, () => inCopy(work)));
  return results;
}

/** In a copy of the repository, which goes away behind it. */
async function inCopy(work: (copy: string) => Promise<void>): Promise<void> {
  const copy = mkdtempSync(join(tmpdir(), 'breakages-'));
  try {
    copyRepository(copy);
    symlinkSync(join(ROOT, 'dist'), join(copy, 'dist'));
    await work(copy);
  } finally {
    rmSync(copy, { recursive: true });
  }
}

async function plant(copy: string, breakage: Breakage): Promise<Red> {
  const { protects, file, find, replace, test } = breakage;
  const path = join(copy, file);
  const source = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    source.replace(find, () => replace),
  );
  const tests = await failingTests(copy, test);
  writeFileSync(path, source);
  console.log(`${tests.length > 0 ? 'red ' : 'UNNOTICED'}  ${protects}: ${tests[0] ?? test}`);
  return { breakage, tests };
}

const JEST = join('node_modules', 'jest', 'bin', 'jest.js');

async function failingTests(copy: string, test: string): Promise<readonly string[]> {
  const report = join(copy, 'report.json');
  // A fault may leave a socket open, for which jest would wait without end.
  const options = ['--runInBand', '--forceExit', '--silent', '--json', '--outputFile', report];
  const child = spawn(process.execPath, [JEST, ...options, '--runTestsByPath', test], {
    cwd: copy,
    env: { ...process.env, TEST_TALLY: '' },
    stdio: 'ignore',
  });
  await once(child, 'exit');
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    testResults: { assertionResults: { status: string; fullName: string }[] }[];
  };
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'failed')
    .map(({ fullName }) => fullName);
}

/** A test's name as a cell of a table. */
const cell = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('|', '\\|');

function pageOf(results: readonly Red[]): string {
  const rows = results.map(({ breakage: { protects, file, test }, tests }) => {
    const [first = '**unnoticed**', ...others] = tests;
    const more = others.length === 0 ? '' : `, and ${others.length} more`;
    return [cell(protects), `\`${file}\``, `\`${test}\``, `${cell(first)}${more}`];
  });
  const unnoticed = results.filter(({ tests }) => tests.length === 0).length;
  return `# Breakages

Made by \`${COMMAND}\` on ${new Date().toISOString().slice(0, 10)}: ${results.length} deliberate faults in the code, one at a time, ${unnoticed} unnoticed.

A proof must be able to fail. Each row is a line of the source that was broken in a copy of the repository, what the line protects,
and the first test of the named file that turned red. The faults are data in \`proofs/breakages/list.ts\`; \`npm test\` holds that
each of them still meets the code.

${table(['what the line protects', 'broken in', 'test file', 'turned red'], rows)}
`;
}
