/** Tests run as CommonJS through swc: types are the job of `tsc --noEmit`. */
module.exports = {
  testEnvironment: 'node',
  reporters: ['default', '<rootDir>/test/support/tally-reporter.cjs'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
};
