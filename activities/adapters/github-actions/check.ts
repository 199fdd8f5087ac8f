/** Can Muster find the GitHub Actions workflows that the policy names? It runs none of them. */
import { type Examined, noteFinding, ok, wrong } from '../../../domain/doctor/finding';
import { renderParameters } from '../../../policy/parameters';
import type { IntegrationCheck } from '../../ports/check';
import type { Suites } from '../../ports/deployments';

/** Looks whether the workflow of each suite of the policy is there; starts none. */
export const createGithubActionsCheck = (suites: Suites | undefined): IntegrationCheck => ({
  what: 'GitHub Actions',
  async examine({ policy, signal }) {
    const filled = (text: string): string => renderParameters(text, policy.investigation.parameters);
    const named = Object.entries(policy.probes).flatMap(([id, probe]) => {
      if (probe.use !== 'suite' || filled(probe.workflow) === '') return [];
      const { repository, workflow, ref } = probe;
      const suite = { repository: filled(repository), workflow: filled(workflow), ref: filled(ref), inputs: {} };
      return [{ id, suite }];
    });
    if (named.length === 0)
      return [
        noteFinding('GitHub Actions', 'the policy has no test workflows, so people tick those checklist items by hand'),
      ];
    if (suites === undefined)
      return [wrong('GitHub Actions', 'the policy names workflows, but MUSTER_GITHUB_ACTIONS_TOKEN is not set')];
    return Promise.all(
      named.map(async ({ id, suite }): Promise<Examined> => {
        const what = `GitHub Actions, ${id}`;
        try {
          return ok(what, await suites.find(suite, signal));
        } catch (error) {
          if (signal.aborted || !(error instanceof Error)) throw error;
          return wrong(what, error.message);
        }
      }),
    );
  },
});
