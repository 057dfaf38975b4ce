/** Stands in for `is-stream`: the one of its five tests that the SDK asks of each parameter. */
export default (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'pipe' in value &&
  typeof value.pipe === 'function';
