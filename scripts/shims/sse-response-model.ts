/** Stands before the SDK's own event stream: loaded when one arrives, and Redis sends none. */
import type { Readable } from 'node:stream';

type Real = typeof import('tencentcloud-sdk-nodejs/tencentcloud/common/sse_response_model');

/** The SDK calls it with `new`, and gets what this returns. */
export function SSEResponseModel(stream: Readable) {
  const real: Real = require('tencentcloud-sdk-nodejs/tencentcloud/common/sse_response_model');
  return new real.SSEResponseModel(stream);
}
