// A fleet run as it goes, read from the function's log: one live line on a terminal, plain lines elsewhere, a table after.

/** Where it is shown; `process.stdout` is one. */
export interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

interface Line {
  readonly event?: unknown;
  readonly targets?: unknown;
  readonly outcome?: unknown;
}

/** Below this, the rows say it all. */
const FLEET = 10;
const LIVE_MS = 100;
const PLAIN_MS = 5_000;
const CLEAR_TO_END = '\u001b[K';

function parsed(line: string): Line {
  try {
    return JSON.parse(line);
  } catch {
    // Not one of the function's own lines: a warning of Node, say.
    return {};
  }
}

export class Progress {
  readonly #screen: Screen;
  readonly #now: () => number;
  readonly #counts = new Map<string, number>();
  #total = 0;
  #startedAt = 0;
  #shownAt = 0;
  #isLive = false;

  constructor(screen: Screen, now: () => number = Date.now) {
    this.#screen = screen;
    this.#now = now;
  }

  /** Whether there are so many targets that a line each would be too much. */
  get isFleet(): boolean {
    return this.#total >= FLEET;
  }

  /** One line of the log. */
  readonly onLine = (text: string): void => {
    const { event, targets, outcome } = parsed(text);
    if (event === 'selected' && typeof targets === 'number') {
      if (this.#total === 0) this.#startedAt = this.#now();
      this.#total += targets;
    }
    if (event !== 'target' || typeof outcome !== 'string') return;
    this.#counts.set(outcome, (this.#counts.get(outcome) ?? 0) + 1);
    if (this.isFleet) this.#show();
  };

  /** Ends the live line, if there is one, and gives the table: an outcome and its count a line; then begins anew. */
  end(): string[] {
    if (this.#isLive) this.#screen.write('\n');
    const table = this.isFleet ? this.#table() : [];
    this.#counts.clear();
    this.#total = 0;
    this.#isLive = false;
    this.#shownAt = 0;
    return table;
  }

  get #done(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  #show(): void {
    const now = this.#now();
    const pause = this.#screen.isTTY === true ? LIVE_MS : PLAIN_MS;
    const isLast = this.#done === this.#total;
    if (now - this.#shownAt < pause && !isLast) return;
    this.#shownAt = now;
    const text = `  ${this.#done}/${this.#total}  ${this.#perSecond(now)} a second  ${this.#outcomes()}`;
    this.#isLive = this.#screen.isTTY === true;
    this.#screen.write(this.#isLive ? `\r${text}${CLEAR_TO_END}` : `${text}\n`);
  }

  #perSecond(now: number): string {
    const seconds = Math.max(now - this.#startedAt, 1) / 1_000;
    return (this.#done / seconds).toFixed(1);
  }

  #outcomes(): string {
    return [...this.#counts].map(([outcome, count]) => `${outcome} ${count}`).join(', ');
  }

  #table(): string[] {
    const rows = [...this.#counts].sort((a, b) => b[1] - a[1]);
    const width = Math.max(...rows.map(([outcome]) => outcome.length), 'total'.length);
    const digits = String(this.#done).length;
    return [...rows, ['total', this.#done] as const].map(
      ([outcome, count]) => `  ${outcome.padEnd(width)}  ${String(count).padStart(digits)}`,
    );
  }
}
