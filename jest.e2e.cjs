const common = require('./jest.config.cjs');

/** The built product with real components around it. Two files side by side: each waits most of its time. */
module.exports = {
  ...common,
  testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 2,
  testTimeout: 300_000,
};
