/** One request and its answer, with everything that can end them early. */
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { AbortError, FetchError } from './errors';
import { type FetchOptions, requestOptions } from './options';
import { Response } from './response';

export class Exchange {
  readonly #request: ClientRequest;
  readonly #signal: AbortSignal | undefined;
  readonly #timeout: number;
  readonly #body: Buffer | undefined;
  #timer: NodeJS.Timeout | undefined;
  #response: Response | undefined;
  #reject: (error: Error) => void = () => undefined;

  /** @throws TypeError for a bad header or protocol, and what Node throws for the agent of another protocol */
  constructor(
    readonly url: URL,
    options: FetchOptions,
  ) {
    const { body, signal, timeout = 0 } = options;
    this.#body = body === undefined || body === null ? undefined : Buffer.from(body);
    const open = url.protocol === 'https:' ? requestHttps : requestHttp;
    this.#request = open(requestOptions(url, options, this.#body?.length));
    [this.#signal, this.#timeout] = [signal, timeout];
  }

  /** Resolves with the headers; the timeout runs from the socket to them. */
  send(): Promise<Response> {
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      this.#signal?.addEventListener('abort', this);
      if (this.#timeout > 0) this.#request.once('socket', () => this.#startTimer());
      this.#request.on('error', (error) => {
        const message = `request to ${this.url.href} failed, reason: ${error.message}`;
        this.#fail(new FetchError(message, 'system', error));
        this.#response?.body.destroy(error);
      });
      this.#request.on('response', (answer) => resolve(this.#receive(answer)));
      this.#request.end(this.#body);
    });
  }

  #receive(answer: IncomingMessage): Response {
    clearTimeout(this.#timer);
    this.#watchChunks(answer);
    answer.once('end', () => this.#signal?.removeEventListener('abort', this));
    this.#response = new Response(answer, this.url.href, this.#timeout);
    return this.#response;
  }

  #finish(): void {
    this.#request.destroy();
    this.#signal?.removeEventListener('abort', this);
    clearTimeout(this.#timer);
  }

  #startTimer(): void {
    const message = `network timeout at: ${this.url.href}`;
    const expire = () => this.#fail(new FetchError(message, 'request-timeout'));
    this.#timer = setTimeout(expire, this.#timeout);
  }

  #fail(error: Error): void {
    this.#reject(error);
    this.#finish();
  }

  /** The signal's: it was aborted. */
  handleEvent(): void {
    const error = new AbortError();
    this.#fail(error);
    this.#response?.body.emit('error', error);
  }

  /** A chunked body whose connection ends before its last chunk: Node tells a pipe nothing of it. */
  #watchChunks(answer: IncomingMessage): void {
    const { headers, socket } = answer;
    if (headers['transfer-encoding'] !== 'chunked' || headers['content-length']) return;
    answer.once('close', () => {
      // Node takes its listener off the socket of an answer that came to its end.
      if (socket.listenerCount('data') === 0 || this.#signal?.aborted) return;
      const code = 'ERR_STREAM_PREMATURE_CLOSE';
      this.#response?.body.destroy(Object.assign(new Error('Premature close'), { code }));
    });
  }
}
