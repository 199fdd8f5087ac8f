/** Did a test suite pass that a checklist item asks for? */
import type { Instant } from '../../domain/state/vocabulary';
import { type Parameters, renderParameters } from '../../policy/parameters';
import type { Probe } from '../../policy/schema';
import { ProviderRejected, ProviderUnavailable } from '../errors';
import { beating } from '../heartbeat';
import type { Ports, Suite, SuiteResult, SuiteRun } from '../ports';
import { Context } from '@temporalio/activity';

export interface SuiteRequest {
  incidentId: string;
  key: string;
  probe: Extract<Probe, { use: 'suite' }>;
  parameters: Parameters;
  /** Nothing of this key is older. */
  since: Instant;
  untilAt: Instant;
}

export interface SuiteEnd {
  verdict: SuiteResult['verdict'] | 'not-run';
  text: string;
  url?: string;
}

/** How often a run is looked at: soon at first, then less and less. */
export interface Looking {
  firstMs: number;
  longestMs: number;
}

const LOOKING: Looking = { firstMs: 5_000, longestMs: 30_000 };

const SLOWER = 1.5;

export const createSuiteActivities = ({ suites }: Pick<Ports, 'suites'>, looking = LOOKING) => ({
  /**
   * Runs a suite of tests and waits until it ends or its time is up. One long activity with a heartbeat; begun again after
   * a worker's death it finds the run that it had started. What can't be read decides nothing.
   */
  runSuite: ({ incidentId, key, probe, parameters, since, untilAt }: SuiteRequest): Promise<SuiteEnd> =>
    beating(async (pause) => {
      const suite = suiteOf(probe, parameters);
      if (suite.workflow === '') return { verdict: 'not-run', text: 'the policy has no workflow for it' };
      if (suites === undefined)
        return { verdict: 'not-run', text: 'set a token for GitHub Actions (MUSTER_GITHUB_ACTIONS_TOKEN)' };
      const { info, cancellationSignal: signal } = Context.current();
      const request = { incidentId, key, suite, since, mayHaveBegun: info.attempt > 1 };
      let run: SuiteRun | undefined;
      let trouble: string | undefined;
      const ended = (end: SuiteResult): SuiteEnd => ({ ...end, ...(run !== undefined && { url: run.url }) });
      for (let waitMs = looking.firstMs; ; waitMs = Math.min(waitMs * SLOWER, looking.longestMs)) {
        let askedMs = 0;
        try {
          run ??= await suites.start(request, signal);
          const result = await run.result(signal);
          if (result !== undefined) return ended(result);
          trouble = undefined;
        } catch (error) {
          if (error instanceof ProviderRejected) return ended({ verdict: 'undecided', text: error.message });
          if (!(error instanceof ProviderUnavailable)) throw error;
          trouble = error.message;
          askedMs = error.options.retryAfterMs ?? 0;
        }
        const leftMs = untilAt - Date.now();
        if (leftMs <= 0) return ended({ verdict: 'undecided', text: `timed out: ${trouble ?? 'still running'}` });
        await pause(Math.min(Math.max(waitMs, askedMs), leftMs));
      }
    }),
});

function suiteOf({ repository, workflow, ref, inputs }: SuiteRequest['probe'], parameters: Parameters): Suite {
  const filled = (text: string): string => renderParameters(text, parameters).trim();
  return {
    repository: filled(repository),
    workflow: filled(workflow),
    ref: filled(ref),
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, filled(value)])),
  };
}
