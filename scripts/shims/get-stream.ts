/** Stands in for `get-stream`: a parameter that is a stream is read to its end, which no call of this function has. */
import type { Readable } from 'node:stream';

export default {
  buffer(stream: Readable): Promise<Buffer> {
    const { buffer } = require('node:stream/consumers') as typeof import('node:stream/consumers');
    return buffer(stream);
  },
};
