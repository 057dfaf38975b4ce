/**
 * Tests run as CommonJS through swc: types are the job of `tsc --noEmit`. In every test file the function is watched for
 * secrets in its logs, returns and throws: test/security/watch/.
 */
const swc = {
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
  module: { type: 'commonjs' },
};

module.exports = {
  // Node, without anything of the operator's.
  testEnvironment: '<rootDir>/test/environment.cjs',
  // Jest's own default leaves a machine of two processors with one worker.
  maxWorkers: 2,
  // For a loaded machine; what is slow by itself sets more.
  testTimeout: 30_000,
  reporters: ['default', '<rootDir>/test/support/tally-reporter.cjs'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  setupFilesAfterEnv: ['<rootDir>/test/security/watch/setup.ts'],
  transform: {
    '^.+\\.ts$': ['<rootDir>/test/security/watch/transform.cjs', swc],
    '/dist/index\\.js$': ['<rootDir>/test/security/watch/transform.cjs', swc],
  },
};
