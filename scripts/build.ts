/** `npm run build`: writes dist/index.js and dist/later.js, and says how big they are. */
import { relative } from 'node:path';
import { type Built, buildBundle, ROOT } from './bundle';
import { kilobytes } from './size-limit';

export async function main(): Promise<number> {
  const { later, ...first } = await buildBundle();
  console.log(`build: ${describe(first)}, and ${describe(later)} for when it is asked for`);
  return 0;
}

const describe = ({ file, size }: Built): string => `${relative(ROOT, file)}, ${kilobytes(size)}`;
