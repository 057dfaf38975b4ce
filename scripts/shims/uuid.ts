/** Stands in for `uuid`: the SDK makes one random (version 4) id a call, for the header X-TC-TraceId. */
export { randomUUID as v4 } from 'node:crypto';
