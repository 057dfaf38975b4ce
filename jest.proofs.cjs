/** The proofs that take a machine's time for themselves: `npm run test:proofs`, one after the other, behind the other tests. */
const { testPathIgnorePatterns: _, ...others } = require('./jest.config.cjs');

module.exports = { ...others, testMatch: ['<rootDir>/test/once/{fault-matrix,soak}.test.ts'] };
