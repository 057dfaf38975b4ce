/**
 * Jest transform: swc, and at the end of a few modules one statement that puts the leak watch (setup.ts) around a
 * function. The modules are the real ones; nothing is replaced. So no test can run them unwatched.
 */
'use strict';

const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const swcJest = require('@swc/jest');

/** Function declarations, so they can be assigned; importers see the watched one. */
const WATCHED = {
  '/src/app.ts': 'handle = globalThis.leakWatchers.handle(handle);',
  '/src/config.ts': 'loadConfig = globalThis.leakWatchers.loadConfig(loadConfig);',
  '/src/tencent/call.ts': 'callApi = globalThis.leakWatchers.callApi(callApi);',
};

/** The built bundle, for tests that load it into their own process. */
const BUNDLE = '/dist/index.js';

function watched(source, file) {
  const path = file.replaceAll('\\', '/');
  const point = Object.keys(WATCHED).find((end) => path.endsWith(end));
  return point === undefined ? source : `${source}\n${WATCHED[point]}\n`;
}

const watchedBundle = (source) =>
  `const console = globalThis.leakWatchers.console;${source}\nmodule.exports = globalThis.leakWatchers.bundle(module.exports);\n`;

module.exports = {
  createTransformer(options) {
    const swc = swcJest.createTransformer(options);
    const own = readFileSync(__filename);
    return {
      canInstrument: swc.canInstrument ?? false,
      process: (source, file, context) =>
        file.replaceAll('\\', '/').endsWith(BUNDLE)
          ? { code: watchedBundle(source) }
          : swc.process(watched(source, file), file, context),
      getCacheKey: (source, file, context) =>
        createHash('sha256')
          .update(own)
          .update(swc.getCacheKey(source, file, context))
          .digest('hex'),
    };
  },
};
