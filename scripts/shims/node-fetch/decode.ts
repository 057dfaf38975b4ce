/** The body without its content coding. zlib is loaded when an answer has one, which Redis' answers of today have not. */
import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { headerOf } from './response';

/** Some old servers send deflate without zlib's header; the first byte tells. */
const hasZlibHeader = (chunk: Buffer): boolean => ((chunk[0] ?? 0) & 0x0f) === 0x08;

/** Calls back once the coding is known, which for deflate is with the first bytes. */
export function decoded(answer: IncomingMessage, onBody: (body: Readable) => void): void {
  const body = answer.pipe(new PassThrough());
  const coding = headerOf(answer, 'content-encoding')?.replace(/^x-/, '');
  const hasBody = answer.statusCode !== 204 && answer.statusCode !== 304;
  if (!hasBody || !['gzip', 'deflate', 'br'].includes(coding ?? '')) onBody(body);
  else if (coding === 'deflate') inflated(answer, body, onBody);
  else onBody(body.pipe(coding === 'gzip' ? gunzip() : zlib().createBrotliDecompress()));
}

const zlib = () => require('node:zlib') as typeof import('node:zlib');

/** As curl does: an answer that ends early still gives what it has. */
function gunzip() {
  const { createGunzip, constants } = zlib();
  return createGunzip({ flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH });
}

function inflated(answer: IncomingMessage, body: Readable, onBody: (body: Readable) => void): void {
  const onFirst = (chunk?: Buffer) => {
    raw.off('data', onFirst).off('end', onFirst);
    if (chunk === undefined) return onBody(body);
    const { createInflate, createInflateRaw } = zlib();
    onBody(body.pipe(hasZlibHeader(chunk) ? createInflate() : createInflateRaw()));
  };
  const raw = answer.pipe(new PassThrough()).once('data', onFirst).once('end', onFirst);
}
