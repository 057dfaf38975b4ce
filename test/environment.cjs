/**
 * Where every test file and every proof of jest's runs: in an environment with nothing of the operator's in it. What a
 * test needs it sets itself, so that no variable of the shell (a setting of the function, a key, a proxy, a colour) changes
 * what a test says. The process itself is cleaned, before anything is loaded: its children inherit what is left.
 */
'use strict';

const { TestEnvironment } = require('jest-environment-node');

/** What a process needs to run at all, by system; what jest tells its workers; what a person asks of a test run. */
const KEPT = [
  /^(PATH|HOME|USER|SHELL|TMPDIR|LANG|LC_\w+)$/,
  /^(PATHEXT|TEMP|TMP|SYSTEMROOT|SYSTEMDRIVE|COMSPEC|WINDIR|USERPROFILE|APPDATA|LOCALAPPDATA)$/i,
  /^(NODE_ENV|NODE_CHANNEL_\w+|NODE_V8_COVERAGE|JEST_\w+)$/,
  /^(FC_SEED|TEST_TALLY|LEAK|CI)$/,
];

for (const name of Object.keys(process.env))
  if (!KEPT.some((pattern) => pattern.test(name))) delete process.env[name];

module.exports = TestEnvironment;
