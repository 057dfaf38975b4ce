/**
 * The framework loads plain JavaScript, so this compiles plugin.ts in memory, as run.mjs does with a command.
 * The result passes for a file of scripts/, where its `__dirname` is then right.
 */
'use strict';

const { buildSync } = require('esbuild');
const Module = require('node:module');
const { dirname, join } = require('node:path');

const scripts = dirname(__dirname);
const { outputFiles } = buildSync({
  entryPoints: [join(__dirname, 'plugin.ts')],
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: 'inline',
  write: false,
  logLevel: 'warning',
  absWorkingDir: dirname(scripts),
});
const compiled = new Module(join(scripts, 'deploy-plugin.cjs'), module);
compiled.paths = module.paths;
compiled._compile(outputFiles[0].text, compiled.id);
module.exports = compiled.exports.default;
