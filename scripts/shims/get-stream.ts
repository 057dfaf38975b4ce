/** Stands in for `get-stream`: the SDK reads a parameter that is a stream to its end. No parameter here is one. */
export default {
  buffer: () => Promise.reject(new Error('a parameter is a stream, and this bundle reads none')),
};
