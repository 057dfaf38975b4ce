/** Stands in for `form-data`: the SDK loads it for multipart uploads, which the Redis API has none of. */
export default class FormData {
  constructor() {
    throw new Error('multipart requests are left out of this bundle (scripts/shims/form-data.ts)');
  }
}
