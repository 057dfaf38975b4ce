// What a bucket tells of its leases: which run took how many, and which of them by a take-over.
import type { CosObject } from '../../emulator/cos/bucket';
import { TAKE_OVER_MS } from '../../src/backup/lease';

export interface Lease {
  /** The run, as the first part of its marker. */
  readonly part: string;
  readonly n: number;
  readonly at: number;
  readonly token: string;
  readonly isUnused: boolean;
}

/** In the order of their creation. */
export function readLeases(objects: readonly CosObject[]): Lease[] {
  const names = new Set(objects.map(({ key }) => key));
  return objects.flatMap(({ key, body, modifiedAt: at }) => {
    const [, part = '', name] = key.split('/');
    const n = Number(name);
    if (Number.isNaN(n)) return [];
    const { token } = JSON.parse(body) as { token: string };
    return [{ part, n, at, token, isUnused: names.has(`${key}.unused`) }];
  });
}

/** Pairs of one lease and the next of the same run, where nothing says that the first was not used. */
export const findSuccessors = (leases: readonly Lease[]): (readonly [Lease, Lease])[] =>
  leases.flatMap((second) => {
    const first = leases.find(({ part, n }) => part === second.part && n === second.n - 1);
    return first === undefined || first.isUnused ? [] : [[first, second] as const];
  });

/** The store's times are whole seconds. */
export const isTakeOver = ([first, second]: readonly [Lease, Lease]): boolean =>
  second.at - first.at >= TAKE_OVER_MS - 1_000;
