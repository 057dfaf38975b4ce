/** Tests run as CommonJS through swc: types are the job of `tsc --noEmit`. */
module.exports = {
  testEnvironment: 'node',
  reporters: ['default', '<rootDir>/test/support/tally-reporter.cjs'],
  // The two long proofs run by their own commands: npm run test:faults, npm run soak.
  testPathIgnorePatterns: ['/node_modules/', '/test/once/(fault-matrix|soak)\\.test\\.ts'],
  testTimeout: 30_000,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
};
