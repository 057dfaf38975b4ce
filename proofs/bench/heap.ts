// Memory over many invocations of one instance: the heap after a full collection, and what each invocation leaves.
import type { Files } from './files';
import { ask, PLACE, withServer } from './processes';
import { slope } from './statistics';

export interface HeapSample {
  readonly invocations: number;
  readonly bytes: number;
}

export interface Heap {
  readonly samples: readonly HeapSample[];
  /** Over the second half, when caches are full and code is compiled. */
  readonly bytesPerInvocation: number;
}

/** V8's own book-keeping moves by some ten bytes either way; a leaked request object alone would be 2,000. */
const FLAT_BYTES = 100;
/** Every second invocation has a run key, which the process remembers: some 260 bytes, of the last 20,000 runs. */
const REMEMBERED_BYTES = 130;
/** Below that many, caches fill and code is compiled all the time. */
const ENOUGH = 5_000;

export type Verdict = 'flat' | 'growing' | 'too few to tell';

export const verdictOf = ({ samples, bytesPerInvocation }: Heap): Verdict => {
  if ((samples.at(-1)?.invocations ?? 0) < ENOUGH) return 'too few to tell';
  return bytesPerInvocation < REMEMBERED_BYTES + FLAT_BYTES ? 'flat' : 'growing';
};

export async function measureHeap({ bundle }: Files, invocations: number): Promise<Heap> {
  const samples = await withServer(0, (host) => {
    const question = { bundle, place: { ...PLACE, host }, invocations, every: invocations / 20 };
    return ask<HeapSample[]>('heap', question, { execArgv: ['--expose-gc'] });
  });
  const later = samples.slice(samples.length / 2);
  const points = later.map((sample) => [sample.invocations, sample.bytes] as const);
  return { samples, bytesPerInvocation: slope(points) };
}
