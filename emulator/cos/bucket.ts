// One bucket of COS as far as leases go: objects that are created once, read, and never deleted. Its clock is passed in.

export type Versioning = 'never' | 'enabled' | 'suspended';

export interface CosObject {
  readonly key: string;
  readonly body: string;
  readonly modifiedAt: number;
}

export type PutOutcome = 'created' | 'exists';

export class Bucket {
  readonly #objects = new Map<string, CosObject>();
  readonly #now: () => number;
  versioning: Versioning;
  /** How long an object that was created is hidden from reads (`lease-read`). */
  readonly #readLagMs: () => number;

  constructor(now: () => number, versioning: Versioning, readLagMs: () => number) {
    this.#now = now;
    this.versioning = versioning;
    this.#readLagMs = readLagMs;
  }

  /** A bucket that was ever versioned overwrites whatever the header says. */
  put(key: string, body: string, forbidsOverwrite: boolean): PutOutcome {
    if (forbidsOverwrite && this.versioning === 'never' && this.#objects.has(key)) return 'exists';
    this.#objects.set(key, { key, body, modifiedAt: this.#now() });
    return 'created';
  }

  /** Undefined for what is not there, or not shown yet. */
  get(key: string): CosObject | undefined {
    const found = this.#objects.get(key);
    return found !== undefined && this.#now() - found.modifiedAt >= this.#readLagMs()
      ? found
      : undefined;
  }

  /** In the order of creation. */
  objects(): CosObject[] {
    return [...this.#objects.values()];
  }

  /** Makes every object older, as if so much time had passed. */
  age(ms: number): void {
    for (const [key, object] of this.#objects)
      this.#objects.set(key, { ...object, modifiedAt: object.modifiedAt - ms });
  }
}
