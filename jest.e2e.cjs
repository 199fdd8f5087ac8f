const common = require('./jest.config.cjs');

/** The tests against real systems that take long to get or need the machine for themselves, one after the other. */
module.exports = {
  ...common,
  testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
  testTimeout: 300_000,
};
