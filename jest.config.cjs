/** Packages that are ECMAScript modules only. Node loads them as they are; Jest's own loader needs them as CommonJS. */
const MODULES_ONLY = ['@kubernetes/client-node', 'openid-client', 'oauth4webapi', 'jose'];

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.{ts,tsx}'],
  // Killing processes at given moments, and people who act in the same instant, need the machine for themselves:
  // jest.chaos.cjs runs these afterwards.
  // Whole systems with real components around them: jest.e2e.cjs (`npm run test:e2e`).
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/chaos/', '<rootDir>/test/races/', '<rootDir>/test/e2e/'],
  transform: {
    '^.+\\.(tsx?|js)$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic', importSource: 'preact' } },
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${MODULES_ONLY.join('|')})/)`],
  globalSetup: '<rootDir>/test/support/servers/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/servers/global-teardown.ts',
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  // With one file Jest would show its console as it comes.
  verbose: false,
  reporters: ['<rootDir>/test/support/quiet-reporter.cjs', 'summary'],
  testSequencer: '<rootDir>/test/support/longest-first.cjs',
  // More than processors: much of a test's time is waiting for a policy's minutes.
  maxWorkers: 3,
  testTimeout: 180_000,
};
