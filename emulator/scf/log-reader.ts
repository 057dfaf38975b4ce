// Lines of a child's stdout or stderr, cut into invocations by the worker's marks.
import type { Readable } from 'node:stream';

/** The worker writes a line that ends in this when an invocation is over. */
const MARK = '\0';

export class LogReader {
  readonly #onLine: (line: string) => void;
  #partial = '';
  #marks = 0;
  #hasEnded = false;
  #wake: () => void = () => {};

  constructor(stream: Readable, onLine: (line: string) => void) {
    this.#onLine = onLine;
    stream.setEncoding('utf8').on('data', (chunk: string) => this.#read(chunk));
    stream.on('end', () => {
      this.#line(this.#partial);
      this.#hasEnded = true;
      this.#wake();
    });
  }

  /** Resolves when the next mark has been read, at once if it already was; or when none can come any more. */
  async mark(): Promise<void> {
    if (this.#marks === 0 && !this.#hasEnded)
      await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#marks -= 1;
  }

  #read(chunk: string): void {
    const lines = (this.#partial + chunk).split('\n');
    this.#partial = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
  }

  /** Text printed without a line end stands before the mark on the mark's own line. */
  #line(line: string): void {
    const isMark = line.endsWith(MARK);
    const text = isMark ? line.slice(0, -MARK.length) : line;
    if (text !== '') this.#onLine(text);
    if (!isMark) return;
    this.#marks += 1;
    this.#wake();
  }
}
