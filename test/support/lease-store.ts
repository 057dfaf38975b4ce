// A LeaseStore (src/backup/lease-store.ts) in memory, on a clock of the test, with answers that go wrong on demand.

import { leaseUnavailable } from '../../src/backup/lease-failures';
import type { Created, Found, LeaseStore } from '../../src/backup/lease-store';

export interface MemoryStore extends LeaseStore {
  readonly objects: Map<string, { body: string; modifiedAt: number }>;
  /** Every call, `PUT leases/…` or `GET leases/…`. */
  readonly calls: string[];
}

export interface MemoryStoreOptions {
  /** The store's own clock. */
  now(): number;
  /** What an answer becomes on its way. */
  onCreate?(key: string, created: Created): Created;
  onRead?(key: string, found: Found): Found;
}

export const lost: Created = {
  kind: 'not known',
  failure: leaseUnavailable('the answer was lost'),
};

export function memoryStore({
  now,
  onCreate = (_key, created) => created,
  onRead = (_key, found) => found,
}: MemoryStoreOptions): MemoryStore {
  const objects = new Map<string, { body: string; modifiedAt: number }>();
  const calls: string[] = [];
  let tokens = 0;
  return {
    newToken: () => {
      tokens += 1;
      return `token-${tokens}`;
    },
    objects,
    calls,
    create: async (key, body) => {
      calls.push(`PUT ${key}`);
      if (objects.has(key)) return onCreate(key, { kind: 'taken' });
      objects.set(key, { body, modifiedAt: now() });
      return onCreate(key, { kind: 'created', at: now() });
    },
    read: async (key) => {
      calls.push(`GET ${key}`);
      const object = objects.get(key);
      return onRead(
        key,
        object === undefined ? { kind: 'missing' } : { kind: 'found', at: now(), ...object },
      );
    },
  };
}
