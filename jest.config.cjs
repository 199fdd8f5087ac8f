/** Packages that come as ES modules only, which Jest can't load as they are. */
const ESM_ONLY = ['jose'];

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Killing processes at given moments needs the machine for itself: jest.chaos.cjs runs these afterwards, one by one.
  // Storms and the real Prometheus need it too, and minutes: jest.e2e.cjs (`npm run test:e2e`).
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/chaos/', '<rootDir>/test/e2e/'],
  transform: {
    '^.+\\.[tj]s$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${ESM_ONLY.join('|')})/)`],
  globalSetup: '<rootDir>/test/servers/global-setup.ts',
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  maxWorkers: 2,
  testTimeout: 180_000,
};
