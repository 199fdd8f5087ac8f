/** What a run of a workflow says of its tests. */
import { z } from 'zod';
import type { SuiteResult } from '../../ports';
import { excerpt } from '../shared/http-call';

const Url = z.url({ protocol: /^https?$/ });

export const WorkflowRun = z.object({
  id: z.number().int().positive(),
  html_url: Url,
  /** The run's name, which the workflow's `run-name` sets. */
  display_title: z.string(),
  status: z.string().nullable(),
  conclusion: z.string().nullable(),
  run_started_at: z.iso.datetime().optional(),
  updated_at: z.iso.datetime(),
});
export type WorkflowRun = z.infer<typeof WorkflowRun>;

export const Runs = z.object({ workflow_runs: z.array(WorkflowRun) });

export const Jobs = z.object({
  total_count: z.number().int(),
  jobs: z.array(z.object({ name: z.string(), conclusion: z.string().nullable() })),
});
export type Jobs = z.infer<typeof Jobs>;

export const isOver = ({ status }: WorkflowRun): boolean => status === 'completed';

/** Ends of a job that mean that its tests did not pass. */
const BAD = new Set(['failure', 'timed_out', 'startup_failure']);
const MOST_NAMED = 5;

/** Only `success` and `failure` say something about the tests; all other ends (cancelled, timed out, skipped) do not. */
export function resultOf(run: WorkflowRun, { jobs, total_count: total }: Jobs): SuiteResult {
  const passed = jobs.filter(({ conclusion }) => conclusion === 'success').length;
  const bad = jobs.filter(({ conclusion }) => conclusion !== null && BAD.has(conclusion));
  const counted = `${passed} of ${total} ${total === 1 ? 'job' : 'jobs'} passed${lasted(run)}`;
  switch (run.conclusion) {
    case 'success':
      return { verdict: 'passed', text: counted };
    case 'failure': {
      const named = bad.slice(0, MOST_NAMED).map(({ name }) => excerpt(name));
      const others = bad.length > named.length ? ` and ${bad.length - named.length} others` : '';
      return {
        verdict: 'failed',
        text: `failed: ${named.join(', ') || 'no failed job listed'}${others}; ${counted}`,
      };
    }
    default:
      return { verdict: 'undecided', text: `ended with "${excerpt(run.conclusion ?? 'no conclusion')}"; ${counted}` };
  }
}

function lasted({ run_started_at: startedAt, updated_at: endedAt }: WorkflowRun): string {
  if (startedAt === undefined) return '';
  const seconds = Math.max(0, Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1_000));
  return ` in ${seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`}`;
}
