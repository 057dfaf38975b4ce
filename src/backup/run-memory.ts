// What this process has sent, by run: a redelivery to a warm instance needs no list to know it. Lists may lag; this does not.
import type { Marker } from './marker';
import { type Moment, maxAge, type Remembered, type Sent } from './state';

/** Longer than the platform repeats a failed event; afterwards the lists have long shown what there is. */
const MAX_AGE_MS = 60 * 60_000;
/** A batch may have ten thousand records; each entry takes some 200 bytes. */
const MAX_ENTRIES = 20_000;

type Entry = { readonly marker: Marker; readonly at: Moment } & (
  | { readonly TaskId: number }
  | { readonly sent: Sent }
);

export class RunMemory {
  /** In the order in which they were added. */
  readonly #entries = new Map<string, Entry>();

  /** The run was given this TaskId. */
  addStarted(marker: Marker, TaskId: number, at: Moment): void {
    this.#add({ marker, TaskId, at });
  }

  /** The run has sent a write and does not know what became of it. */
  addSent(marker: Marker, sent: Sent, at: Moment): void {
    this.#add({ marker, sent, at });
  }

  /** The run's task has failed, or the lists show its backup. */
  forget({ run }: Marker): void {
    this.#entries.delete(run);
  }

  find({ run, content }: Marker, at: Moment): Remembered | undefined {
    const entry = this.#entries.get(run);
    if (entry === undefined || maxAge(entry.at, at) > MAX_AGE_MS) return undefined;
    if ('sent' in entry)
      return { kind: 'sent', sent: { ...entry.sent, times: 1, isEarlier: true } };
    const sameContent = entry.marker.content === content;
    return { kind: 'started', TaskId: entry.TaskId, sameContent };
  }

  #add(entry: Entry): void {
    this.#entries.delete(entry.marker.run);
    this.#entries.set(entry.marker.run, entry);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > MAX_ENTRIES && oldest !== undefined) this.#entries.delete(oldest);
  }
}
