// Cold start: each module in a fresh process, in turn, so that all of them meet the same machine.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../../scripts/bundle';
import { BENCH, child, type Files } from './files';
import { pairedRatios, type Summary, summarise } from './statistics';

export interface ColdRow {
  readonly name: string;
  readonly what: string;
  readonly ms: Summary;
  /** Against the first row. */
  readonly ratio: Summary;
}

const variants = ({ bundle, sdkDeep, handSigned }: Files) => [
  {
    name: "Node's own part",
    what: 'the seven built-ins that any HTTPS client loads: https, crypto, zlib, stream, url, querystring, util',
    file: join(BENCH, 'baselines', 'builtins.cjs'),
  },
  { name: 'a hand-signed POST', what: 'no SDK, no checks: 40 lines, bundled', file: handSigned },
  { name: 'this function', what: 'dist/index.js as it is deployed', file: bundle },
  {
    name: 'the SDK, bundled plainly',
    what: 'imported from its depth, minified, no aliases; the client alone, no function around it',
    file: sdkDeep,
  },
  {
    name: 'the SDK from its root',
    what: 'unbundled, as most samples have it',
    file: join(BENCH, 'baselines', 'sdk-root.cjs'),
  },
];

const load = (file: string): number =>
  Number(execFileSync(process.execPath, [child('load'), file], { cwd: ROOT, encoding: 'utf8' }));

export function measureCold(files: Files, rounds: number): ColdRow[] {
  const measured = variants(files).map((variant) => ({ ...variant, samples: [] as number[] }));
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? measured : [...measured].reverse();
    for (const { file, samples } of order) samples.push(load(file));
  }
  const base = measured[0]?.samples ?? [];
  return measured.map(({ name, what, samples }) => ({
    name,
    what,
    ms: summarise(samples),
    ratio: pairedRatios(samples, base),
  }));
}
