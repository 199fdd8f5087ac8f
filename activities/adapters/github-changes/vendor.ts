/**
 * GitHub, as one vendor among others: it says what changed between two versions. This room only reads, and only the
 * repository that is set.
 */
import { declareVendor } from '../shared/vendor';
import { createGithubChanges } from './';
import { createGithubChangesCheck } from './check';
import { readGithubChangesSettings } from './settings';

export const githubChangesVendor = declareVendor({
  name: 'GitHub, changes',
  turnedOnBy: 'MUSTER_GITHUB_REPOSITORY',
  settings: readGithubChangesSettings,
  ports: ['changes'],
  open: (settings) => ({ changes: createGithubChanges(settings) }),
  check: createGithubChangesCheck,
});
