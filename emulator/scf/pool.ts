// The function's instances: a warm one is reused, another is started when all are busy, a dead one is forgotten.
import type { Instance } from './instance';

export class InstancePool {
  readonly #instances = new Set<Instance>();
  readonly #start: () => Instance;
  #max: number;

  constructor(start: () => Instance, max: number) {
    this.#start = start;
    this.#max = max;
  }

  get all(): readonly Instance[] {
    return [...this.#instances];
  }

  /** An instance for one event, or undefined when `max` of them are at work. */
  acquire(): Instance | undefined {
    const idle = this.all.find((instance) => !instance.busy);
    const instance = idle ?? (this.#instances.size < this.#max ? this.#add() : undefined);
    if (instance !== undefined) instance.busy = true;
    return instance;
  }

  release(instance: Instance): void {
    instance.busy = false;
  }

  /** Kills them all and starts no more. */
  async close(): Promise<void> {
    this.#max = 0;
    await Promise.all(this.all.map((instance) => instance.kill()));
  }

  #add(): Instance {
    const instance = this.#start();
    this.#instances.add(instance);
    void instance.closed.then(() => this.#instances.delete(instance));
    return instance;
  }
}
