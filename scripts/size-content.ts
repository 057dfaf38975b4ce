// What a file of the bundle is made of, from esbuild's metafile (https://esbuild.github.io/api/#metafile).
import type { Metafile } from 'esbuild';

export const OWN = 'this repository';
export const STAND_INS = 'stand-ins for packages (scripts/shims)';

const nameOf = (input: string): string => {
  const found = /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules\/)/.exec(input)?.[1];
  return found ?? (input.includes('scripts/shims/') ? STAND_INS : OWN);
};

/** Bytes that each package, our own code and the stand-ins have in the output, biggest first. */
export function contentOf({ outputs }: Metafile): [name: string, bytes: number][] {
  const totals = new Map<string, number>();
  for (const { inputs } of Object.values(outputs))
    for (const [input, { bytesInOutput }] of Object.entries(inputs))
      totals.set(nameOf(input), (totals.get(nameOf(input)) ?? 0) + bytesInOutput);
  return [...totals].sort((a, b) => b[1] - a[1]);
}

/** Packages in the files, each once, even one of which no byte is left: it was loaded to be built. */
export const packagesOf = (...metafiles: readonly Metafile[]): string[] =>
  [...new Set(metafiles.flatMap(contentOf).map(([name]) => name))]
    .filter((name) => name !== OWN && name !== STAND_INS)
    .sort();
