// Stands in for `uuid` in the bundle: the SDK makes its trace ids with `v4`, which Node has built in.
export { randomUUID as v4 } from 'node:crypto';
