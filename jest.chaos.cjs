const common = require('./jest.config.cjs');

/** The tests that kill processes or act in the same instant, one after the other. */
module.exports = {
  ...common,
  testMatch: ['<rootDir>/test/{chaos,races}/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
  testTimeout: 300_000,
};
