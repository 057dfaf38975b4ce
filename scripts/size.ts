/** `npm run size`: builds, prints the bundle's size and what it is made of, fails above the limit. */
import type { Metafile } from 'esbuild';
import { buildBundle } from './bundle';
import { kilobytes, SIZE_LIMIT } from './size-limit';

const SHOWN = 5;

export async function main(_args: string[] = [], limit = SIZE_LIMIT): Promise<number> {
  const { size, metafile } = await buildBundle();
  console.log(`size: ${kilobytes(size)} of at most ${kilobytes(limit)}`);
  for (const [name, bytes] of biggestPackages(metafile)) {
    console.log(`  ${kilobytes(bytes).padStart(9)}  ${name}`);
  }
  if (size <= limit) return 0;
  console.error('size: above the limit. Look for an import of a whole package where one file does');
  return 1;
}

/** Bytes each package (or our own code) has in the output, biggest first. */
function biggestPackages(metafile: Metafile): [string, number][] {
  const totals = new Map<string, number>();
  for (const output of Object.values(metafile.outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const name = packageOf(input);
      totals.set(name, (totals.get(name) ?? 0) + bytesInOutput);
    }
  }
  return [...totals].sort((a, b) => b[1] - a[1]).slice(0, SHOWN);
}

function packageOf(input: string): string {
  return /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? 'this repository';
}
