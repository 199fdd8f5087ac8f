/** Can Muster read the repository whose versions it compares? */
import { noteFinding, ok } from '../../../domain/doctor/finding';
import type { IntegrationCheck } from '../../ports/check';
import { createGithubChanges, type GithubOptions } from './';

/** Reads the newest commit of the repository: its contents are what a comparison needs. */
export const createGithubChangesCheck = (github: GithubOptions | undefined): IntegrationCheck => ({
  what: 'changes',
  async examine({ signal }) {
    if (github === undefined)
      return [noteFinding('changes', 'MUSTER_GITHUB_REPOSITORY is not set, so people compare versions by hand')];
    await createGithubChanges(github).examine(signal);
    return [ok('changes', `can read ${github.repository}`)];
  },
});
