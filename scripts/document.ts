// A committed document is written by whoever asks for it, and by nobody else.
import { readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { readArguments } from './arguments';
import { ROOT } from './bundle';

export const WRITE = { type: 'boolean', default: false } as const;

/** Where a command's page goes: the file that was named, with `--write` the committed one, else nowhere. */
export const pageFile = (
  { out, write }: { readonly out?: string | undefined; readonly write: boolean },
  committed: string,
): string | undefined => out ?? (write ? committed : undefined);

/**
 * The command that makes a document from the source.
 * @returns exit status 1 where the file is another, and is not to be written
 */
export function makeDocument(
  args: string[],
  name: string,
  file: string,
  make: (present: string) => string,
): number {
  const command = `node scripts/run.mjs ${name}`;
  const options = { write: WRITE, help: WRITE } as const;
  const { values } = readArguments({ args, options }, `${command} --`);
  const shown = relative(ROOT, file);
  if (values.help) {
    console.log(`Usage: ${command} [--write]

Makes ${shown} from the source, and says whether the file is the same.

  --write  write the file
  --help   this text`);
    return 0;
  }
  const present = readFileSync(file, 'utf8');
  const made = make(present);
  if (values.write) writeFileSync(file, made);
  const isSame = made === present;
  console.log(
    `${shown} ${isSame ? 'is as it is made' : values.write ? 'is written' : 'differs: add --write'}`,
  );
  return isSame || values.write ? 0 : 1;
}
