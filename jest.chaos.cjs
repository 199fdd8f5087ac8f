const common = require('./jest.config.cjs');

/** The tests that kill processes or act in the same instant: two files side by side, for each waits most of its time. */
module.exports = {
  ...common,
  testMatch: ['<rootDir>/test/{chaos,races}/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 2,
  testTimeout: 300_000,
};
