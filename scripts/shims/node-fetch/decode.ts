/** The body without its content coding. What decodes one is loaded when an answer has one, which Redis' answers have not. */
import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { headerOf } from './response';

/** Calls back once the coding is known, which for deflate is with the first bytes. */
export function decoded(answer: IncomingMessage, onBody: (body: Readable) => void): void {
  const body = answer.pipe(new PassThrough());
  const coding = headerOf(answer, 'content-encoding')?.replace(/^x-/, '');
  const hasBody = answer.statusCode !== 204 && answer.statusCode !== 304;
  const isCoded = hasBody && ['gzip', 'deflate', 'br'].includes(coding ?? '');
  if (!isCoded) {
    onBody(body);
    return;
  }
  const { decompressed } = require('./decompress') as typeof import('./decompress');
  decompressed(coding, answer, body, onBody);
}
