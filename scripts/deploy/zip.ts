// The zip SCF is given: the same bytes on every machine.
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** A zip knows no time zone: this is written as it is read on the wall, so it must be made from local fields. */
const ON_THE_WALL = new Date(2020, 0, 1);

/**
 * @param files by their names in the archive, in its order
 *
 * Stored, not deflated: what deflate makes of the same bytes differs between versions of zlib, and 130 kB need none.
 */
export async function zipOf(files: ReadonlyMap<string, Buffer>): Promise<Buffer> {
  const zip = new ZipFile();
  const [mtime, mode] = [ON_THE_WALL, 0o100644];
  for (const [name, content] of files)
    zip.addBuffer(content, name, { mtime, mode, compress: false, forceDosTimestamp: true });
  zip.end();
  return buffer(zip.outputStream);
}
