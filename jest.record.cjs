/** Records new histories: `npm run record-histories`. The replay test reads what this writes. */
module.exports = { ...require('./jest.config.cjs'), testMatch: ['<rootDir>/test/replay/record-*histories.ts'] };
