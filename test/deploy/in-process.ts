// The commands without the framework: the same operations and the real SDK, in this process.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { DEMO_KEY } from '../../emulator/redis/server';
import { fillIn } from '../../emulator/scf/variables';
import type { Package } from '../../scripts/deploy/package';
import { readSource, type Source } from '../../scripts/deploy/source';
import { zipOf } from '../../scripts/deploy/zip';

/** Of an operator who has an instance of their own. */
const YML = readFileSync('test/fixtures/serverless.yml', 'utf8').replace(
  'crs-demo0001',
  'crs-orders01',
);

/** @param edits parts of the frozen example's, and what stands in for them */
export function sourceOf(
  edits: readonly (readonly [from: string, to: string])[] = [],
  env: Readonly<Record<string, string | undefined>> = {},
): Source {
  const yml = edits.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`serverless.yml has no ${from}`);
    return text.replace(from, () => to);
  }, YML);
  const all = {
    TENCENTCLOUD_SECRET_ID: DEMO_KEY.secretId,
    TENCENTCLOUD_SECRET_KEY: DEMO_KEY.secretKey,
    WEBHOOK_SECRETS: 'a-token-for-the-tests-0001',
    ...env,
  };
  const document = fillIn(parse(yml), { env: all, opt: {} });
  if (typeof document !== 'object' || document === null) throw new Error('not a mapping');
  return readSource(document, all);
}

/** A package of one line of code. */
export async function packageOf(code: string): Promise<Package> {
  const bytes = await zipOf(new Map([['index.js', Buffer.from(code)]]));
  return { file: 'test.zip', bytes, sha256: Buffer.from(code.padEnd(32, '.')).toString('hex') };
}

/** What an operation printed, and the message it failed with. */
export async function told(
  operation: (print: (line: string) => void) => Promise<unknown>,
): Promise<string> {
  const lines: string[] = [];
  const failure = await operation((line) => lines.push(line)).then(
    () => undefined,
    (error: Error & { remedy?: string }) => `${error.message}\n${error.remedy ?? ''}`,
  );
  return [...lines, ...(failure === undefined ? [] : [`FAILED ${failure}`])].join('\n');
}
