const common = require('./jest.config.cjs');

/** The built product with real components around it, one thing at a time: the machine is to be the product's. */
module.exports = {
  ...common,
  testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
  testTimeout: 300_000,
};
