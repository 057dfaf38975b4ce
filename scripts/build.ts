/** `npm run build`: writes dist/index.js and dist/later.js, and says how big they are. */
import { relative } from 'node:path';
import { readArguments } from './arguments';
import { type Built, buildBundle, ROOT } from './bundle';
import { kilobytes } from './size-limit';

const HELP = `Usage: npm run build

Builds the function into dist/, and says how big it is.`;

export async function main(args: string[]): Promise<number> {
  const { values } = readArguments(
    { args, options: { help: { type: 'boolean' } } },
    'npm run build',
  );
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const { later, ...first } = await buildBundle();
  console.log(`build: ${describe(first)}, and ${describe(later)} for when it is asked for`);
  return 0;
}

const describe = ({ file, size }: Built): string => `${relative(ROOT, file)}, ${kilobytes(size)}`;
