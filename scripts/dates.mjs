/**
 * Do the tests hold on any day and at any hour? Runs them under libfaketime at six instants.
 *
 * Here run the suites whose outcome can depend on the date: what works with a clock of its own (policy, directory, domain,
 * guide), what talks to vendors (activities, contracts) and to people (client). Not here: what starts Temporal or Kubernetes,
 * which are Go and don't hear of libfaketime, so that two clocks would contradict each other. The tests in test/workflows need
 * no run of their own: their server's clock is put to the same instant whenever they run (test/support/servers/time-skip.ts).
 * `npm run test:dates -- test/directory` runs less.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';

const INSTANTS = [
  ['a Monday morning', '2026-11-30 08:25:00'],
  ['a Saturday night', '2027-01-30 23:50:00'],
  ['the end of the year', '2026-12-31 23:58:00'],
  // Half a minute before the clocks go on in Europe, and before they go back in the United States.
  ['the beginning of summer time', '2027-03-28 00:59:30'],
  ['the end of summer time', '2027-11-07 05:59:30'],
  ['29 February', '2028-02-29 12:00:00'],
];

const SUITES = ['policy', 'directory', 'domain', 'guide', 'activities', 'contracts', 'client'].map(
  (name) => `test/${name}`,
);
const WITH_TEMPORAL = ['test/client/temporal/temporal.test', 'test/client/slack/whole-incident', 'kubernetes'];

/** Where Debian and others put it. */
const library = ['/usr/lib', '/usr/local/lib', '/usr/lib64']
  .flatMap((folder) => [folder, ...foldersIn(folder)])
  .map((folder) => `${folder}/faketime/libfaketime.so.1`)
  .find(existsSync);

function foldersIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${folder}/${name}`);
}

if (library === undefined) {
  console.error('libfaketime is not installed. On Debian: apt-get install faketime');
  process.exit(2);
}

const wanted = process.argv.length > 2 ? process.argv.slice(2) : SUITES;
const failed = INSTANTS.filter(([name, instant]) => {
  console.log(`\n${name}: from ${instant} UTC on`);
  const env = {
    ...process.env,
    TZ: 'UTC',
    LD_PRELOAD: library,
    FAKETIME: `@${instant}`,
    // Timers run on this one, and are to run as ever.
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
  const args = [
    'node_modules/jest/bin/jest.js',
    ...wanted,
    '--testPathIgnorePatterns',
    '/node_modules/',
    ...WITH_TEMPORAL,
  ];
  return spawnSync(process.execPath, args, { stdio: 'inherit', env }).status !== 0;
}).map(([name]) => name);

console.log(failed.length === 0 ? '\nThe same on all six dates.' : `\nFailed on: ${failed.join('; ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
