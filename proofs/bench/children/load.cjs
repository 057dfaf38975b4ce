// A fresh process that loads one module and says how long that took. Nothing is loaded before, not even stdout.
const { writeSync } = require('node:fs');

const [, , file] = process.argv;
const startedAt = performance.now();
require(file);
const ms = performance.now() - startedAt;
writeSync(1, String(ms));
process.exit(0);
