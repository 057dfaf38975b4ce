/** The codings that a request of node-fetch allows, undone as it does. */
import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';

/** Loaded when it is used: this file comes with all that few invocations need. */
const zlib = () => require('node:zlib') as typeof import('node:zlib');

/** Some old servers send deflate without zlib's header; the first byte tells. */
const hasZlibHeader = (chunk: Buffer): boolean => ((chunk[0] ?? 0) & 0x0f) === 0x08;

/** @param coding `gzip`, `deflate` or `br` */
export function decompressed(
  coding: string | undefined,
  answer: IncomingMessage,
  body: Readable,
  onBody: (body: Readable) => void,
): void {
  if (coding === 'deflate') inflated(answer, body, onBody);
  else onBody(body.pipe(coding === 'gzip' ? gunzip() : zlib().createBrotliDecompress()));
}

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
