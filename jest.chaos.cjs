const common = require('./jest.config.cjs');

/** The tests that kill processes, one after the other. */
module.exports = {
  ...common,
  testMatch: ['<rootDir>/test/chaos/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
  testTimeout: 300_000,
};
