/** `npm run build`: writes dist/index.js and says how big it is. */
import { relative } from 'node:path';
import { buildBundle, ROOT } from './bundle';
import { kilobytes } from './size-limit';

export async function main(): Promise<number> {
  const bundle = await buildBundle();
  console.log(`build: ${relative(ROOT, bundle.file)}, ${kilobytes(bundle.size)}`);
  return 0;
}
