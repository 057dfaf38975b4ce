// Warm invocations against a server that answers after 5 ms, beside the same calls made by hand.
import type { Files } from './files';
import { ask, PLACE, type Tls, trusting, withServer } from './processes';
import { pairedRatios, type Summary, summarise } from './statistics';

export const LATENCY_MS = 5;
/** Before the measured runs: V8 compiles and optimises what it meets often. */
const MOST_WARM_UPS = 50;

export interface WarmRow {
  readonly name: string;
  readonly what: string;
  readonly ms: Summary;
  /** Against the calls made by hand that it is compared with; absent for those themselves. */
  readonly ratio?: Summary;
}

// biome-ignore format: a table is read by its columns
const ROWS = [
  { key: 'handNew',       name: 'one POST by hand',             what: 'signed, on a connection of its own, as this function writes' },
  { key: 'handKept',      name: 'one POST by hand, kept alive', what: "on Node's shared connection",  against: 'handNew' },
  { key: 'sdk',           name: 'one call of the SDK',          what: 'its own method, kept alive',   against: 'handNew' },
  { key: 'withoutKey',    name: 'this function, without a key', what: 'a webhook: event to answer, one write', against: 'handNew' },
  { key: 'handWithReads', name: 'three calls by hand',          what: 'two reads on one connection, one after the other, then the write' },
  { key: 'withKey',       name: 'this function, with a key',    what: 'a direct call: two reads, then the write', against: 'handWithReads' },
  { key: 'withLease',     name: 'with a key and a lease',       what: 'in strict mode: the lease before the write, its result after it', against: 'withKey' },
];

/** Milliseconds by key of ROWS, each list in the order of the rounds. */
type Samples = Readonly<Record<string, readonly number[]>>;

export async function measureWarm(files: Files, runs: number, tls?: Tls): Promise<WarmRow[]> {
  const { bundle, handSigned, sdkDeep } = files;
  const measure = (host: string) => {
    const place = { ...PLACE, host, secure: tls !== undefined };
    const warmUps = Math.min(runs, MOST_WARM_UPS);
    const question = { bundle, handSigned, sdkDeep, place, runs, warmUps };
    return ask<Samples>('warm', question, trusting(tls));
  };
  const samples = await withServer(LATENCY_MS, measure, tls);
  const of = (key: string) => samples[key] ?? [];
  return ROWS.map(({ key, name, what, against }) => ({
    name,
    what,
    ms: summarise(of(key)),
    ...(against === undefined ? {} : { ratio: pairedRatios(of(key), of(against)) }),
  }));
}
