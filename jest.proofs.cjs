/** Those of the proofs that are tests, for `npm run test:proofs`, which runs one file at a time: proofs/prove.ts. */
module.exports = { ...require('./jest.config.cjs'), testMatch: ['<rootDir>/proofs/**/*.test.ts'] };
