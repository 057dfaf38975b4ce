// docs/benchmarks.md and its chart: the tables, with how to read them.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chart } from './chart';
import { type Measurements, markdown } from './report';

const HEAD = `# Benchmarks

Written by \`npm run bench -- --write\`, about four minutes on an idle machine; \`npm run bench -- --quick\` prints a rough version in
half a minute. Each row is a median, with the two numbers between which half of the runs lie. Everything that is compared
runs in turn in the same minutes, and a ratio is the median of the rounds' own ratios, so that a busy machine shifts the
milliseconds more than the ratios.

![Time to load, in milliseconds](benchmarks.svg)

Cold start counts from \`require\` to its return in a process that has loaded nothing yet; starting Node itself is left out,
since it is the same for all. Warm invocations go to a server on loopback that answers after a fixed time, over TLS as to the
API, and over plain HTTP for what is left when its handshakes are not counted. The function's log goes to a null device. API
calls are those that the local cloud has seen, from the built function. Of secrets, two things are compared whose times must
not differ: a ratio of 1 says that the time tells nothing.
`;

/** Writes both into `folder`. */
export async function writePage(all: Measurements, folder: string): Promise<string> {
  const file = join(folder, 'benchmarks.md');
  await mkdir(folder, { recursive: true });
  await writeFile(file, `${HEAD}\n${markdown(all)}\n`);
  await writeFile(join(folder, 'benchmarks.svg'), chart(all.cold ?? []));
  return file;
}
