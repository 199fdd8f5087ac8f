import { reachProblems } from '../../../client/health/reach';
import { noteOffIntegrations } from '../../../launcher/off-integrations';
import { readDirectory } from '../../../directory/load';
import { temporaryFolder } from '../../support/temporary-folder';
import { writeDirectory, writePolicy } from '../../support/settings';
import { readFileSync } from 'node:fs';

const NAMED = "PagerDuty is off, because its settings can't be used: Can't read /key. Correct them and restart Muster.";

test('an integration that is off is a problem, said once, whoever found it', () => {
  const home = temporaryFolder('reach');
  const config = { home, policy: writePolicy(home, 'http://127.0.0.1:9') };
  const directory = readDirectory(readFileSync(writeDirectory(home), 'utf8'), 'directory.yaml');
  const off = { name: 'PagerDuty', problem: "Can't read /key." };
  const problems = () => reachProblems({ config, directory, policies: [], now: 0, off: [off] });

  expect(problems()).toEqual([NAMED]);
  noteOffIntegrations(home, [off]);
  expect(problems()).toEqual([NAMED]);
});
