/** The answer as node-fetch gives it: the SDK asks for the status, two headers and the JSON, or takes the stream. */
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Readable } from 'node:stream';
import { FetchError } from './errors';

export class Response {
  readonly status: number;
  readonly statusText: string | undefined;
  #failure: Error | undefined;

  constructor(
    readonly message: IncomingMessage,
    readonly body: Readable,
    readonly url: string,
    readonly timeout: number,
  ) {
    this.status = message.statusCode ?? 200;
    this.statusText = message.statusMessage || STATUS_CODES[this.status];
    body.on('error', (error) => {
      this.#failure = this.#bodyError(error);
    });
  }

  get headers() {
    return { get: (name: string): string | null => headerOf(this.message, name) };
  }

  async text(): Promise<string> {
    return (await this.#bytes()).toString();
  }

  async json(): Promise<unknown> {
    const text = await this.text();
    try {
      return JSON.parse(text);
    } catch (error) {
      const reason = (error as Error).message;
      throw new FetchError(
        `invalid json response body at ${this.url} reason: ${reason}`,
        'invalid-json',
      );
    }
  }

  #bytes(): Promise<Buffer> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const { body, timeout, url } = this;
    return new Promise((resolve, reject) => {
      const late = `Response timeout while trying to fetch ${url} (over ${timeout}ms)`;
      const timer =
        timeout > 0
          ? setTimeout(() => reject(new FetchError(late, 'body-timeout')), timeout)
          : undefined;
      const chunks: Buffer[] = [];
      body.on('data', (chunk: Buffer) => chunks.push(chunk));
      body.on('error', (error) => {
        clearTimeout(timer);
        reject(this.#bodyError(error));
      });
      body.on('end', () => {
        clearTimeout(timer);
        resolve(Buffer.concat(chunks));
      });
    });
  }

  #bodyError(error: NodeJS.ErrnoException): Error {
    const message = `Invalid response body while trying to fetch ${this.url}: ${error.message}`;
    return error.name === 'AbortError' ? error : new FetchError(message, 'system', error);
  }
}

export function headerOf({ headers }: IncomingMessage, name: string): string | null {
  const value = headers[name.toLowerCase()];
  return value === undefined ? null : [value].flat().join(', ');
}
