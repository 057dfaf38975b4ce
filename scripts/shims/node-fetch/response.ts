/** The answer as node-fetch gives it: the SDK asks for the status, two headers and the JSON. */
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import { PassThrough } from 'node:stream';
import { FetchError } from './errors';

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

export class Response {
  readonly status: number;
  readonly body: PassThrough;
  #failure: Error | undefined;

  constructor(
    readonly message: IncomingMessage,
    readonly url: string,
    readonly timeout: number,
  ) {
    this.status = message.statusCode ?? 200;
    this.body = message.pipe(new PassThrough());
    this.body.on('error', (error) => {
      this.#failure = this.#bodyError(error);
    });
  }

  /** The SDK's message for every status but 200. */
  get statusText(): string | undefined {
    const { statusMessage, headers } = this.message;
    return REDIRECTS.includes(this.status) && headers.location !== undefined
      ? 'the answer is a redirect, and redirects are not followed'
      : statusMessage || STATUS_CODES[this.status];
  }

  get headers() {
    return { get: (name: string): string | null => this.#header(name) };
  }

  async json(): Promise<unknown> {
    const coding = this.#header('content-encoding') ?? 'identity';
    if (coding !== 'identity') throw this.#unasked(coding);
    const text = (await this.#bytes()).toString();
    try {
      return JSON.parse(text);
    } catch (error) {
      const message = `invalid json response body at ${this.url} reason: ${(error as Error).message}`;
      throw new FetchError(message, 'invalid-json');
    }
  }

  #header(name: string): string | null {
    const value = this.message.headers[name.toLowerCase()];
    return value === undefined ? null : [value].flat().join(', ');
  }

  #unasked(coding: string): Error {
    const message = `the answer has the content-encoding ${coding}, and none was asked for`;
    return Object.assign(new Error(message), { httpCode: this.status });
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
