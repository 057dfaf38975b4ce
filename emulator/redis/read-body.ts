// The body of a request, as bytes: the signature covers them as they are.

import type { IncomingMessage } from 'node:http';

/** The documented limit of a signed POST. */
const MAX_BYTES = 10 * 1024 * 1024;

/** Undefined when it is longer than 10 MB; the rest is read and thrown away, so that an answer gets through. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= MAX_BYTES) chunks.push(chunk);
  }
  return length <= MAX_BYTES ? Buffer.concat(chunks) : undefined;
}
