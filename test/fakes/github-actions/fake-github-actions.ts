/** What does GitHub Actions accept, refuse and answer when it runs workflows? */
import { z } from 'zod';
import { FakeVendor, json, type VendorAnswer, type VendorRequest } from '../vendor';
import { runsPage } from './page';

export interface FakeJob {
  name: string;
  conclusion: string | null;
}

export interface FakeRun {
  id: number;
  title: string;
  ref: string;
  inputs: Record<string, string>;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: string | null;
  startedAt: number;
  updatedAt: number;
  jobs: FakeJob[];
  /** Started, but not in the list yet, as GitHub is for a moment. */
  isUnlisted: boolean;
}

export interface FakeWorkflow {
  state: 'active' | 'disabled_manually';
  /** The inputs that it declares. */
  inputs: string[];
  /** Whether its `run-name` shows the key. */
  showsKey: boolean;
  /** Its runs end like this at once. */
  ends?: string;
}

const Order = z.strictObject({
  ref: z.string(),
  inputs: z.record(z.string(), z.string()),
  return_run_details: z.boolean().optional(),
});

const REPOSITORY = '/repos/example/release-manager';

/**
 * GitHub's REST API for Actions, with one repository that has the branch `main`. It refuses what GitHub refuses: requests
 * without a token or a user agent, unknown refs and inputs, workflows that are disabled. `/` shows the runs to people.
 */
export class FakeGithubActions {
  readonly runs: FakeRun[] = [];
  readonly workflows = new Map<string, FakeWorkflow>([
    ['regression.yml', { state: 'active', inputs: ['muster_key', 'stage'], showsKey: true }],
  ]);
  /** An Enterprise Server from before 2026 does not know `return_run_details`. */
  isOld = false;
  /** Runs are listed only once a test says so. */
  listsLate = false;
  notModified = 0;

  private constructor(readonly token: string) {}

  static async start(token = 'canary-6a3f'): Promise<{ github: FakeGithubActions; vendor: FakeVendor }> {
    const github = new FakeGithubActions(token);
    return { github, vendor: await FakeVendor.start((request) => github.answer(request)) };
  }

  /** A run ends. */
  end(run: FakeRun | undefined, conclusion: string, jobs: FakeJob[] = [{ name: 'tests', conclusion }]): void {
    if (run === undefined) throw new Error('there is no such run');
    Object.assign(run, { status: 'completed', conclusion, jobs, updatedAt: run.startedAt + 250_000 });
  }

  private answer(request: VendorRequest): VendorAnswer {
    const { method, path, headers } = request;
    const url = new URL(path, 'http://github');
    if (url.pathname === '/')
      return { status: 200, body: runsPage(this.runs), headers: { 'content-type': 'text/html; charset=utf-8' } };
    if (headers['user-agent'] === undefined) return json(403, { message: 'Request forbidden: no User-Agent' });
    if (headers.authorization !== `Bearer ${this.token}`) return json(401, { message: 'Bad credentials' });
    if (headers['x-github-api-version'] !== '2022-11-28') return json(400, { message: 'which version?' });
    const [, file = '', rest = ''] = /\/actions\/workflows\/([^/]+)(.*)$/.exec(url.pathname) ?? [];
    const [, id = '', part = ''] = /\/actions\/runs\/(\d+)(.*)$/.exec(url.pathname) ?? [];
    if (!url.pathname.startsWith(`${REPOSITORY}/`)) return json(404, { message: 'Not Found' });
    const workflow = this.workflows.get(file);
    if (workflow !== undefined && method === 'GET' && rest === '')
      return json(200, { name: file, state: workflow.state, html_url: `https://github.example/${file}` });
    if (workflow !== undefined && method === 'GET' && rest === '/runs') return this.list(url.searchParams);
    if (workflow !== undefined && method === 'POST' && rest === '/dispatches') return this.dispatch(workflow, request);
    const run = this.runs.find((other) => String(other.id) === id);
    if (run !== undefined && method === 'GET' && part === '') return this.show(run, headers['if-none-match']);
    if (run !== undefined && method === 'GET' && part === '/jobs')
      return json(200, { total_count: run.jobs.length, jobs: run.jobs });
    return json(404, { message: 'Not Found' });
  }

  private list(query: URLSearchParams): VendorAnswer {
    const created = /^>=(\S+)$/.exec(query.get('created') ?? '')?.[1];
    if (query.get('event') !== 'workflow_dispatch' || created === undefined || Number.isNaN(Date.parse(created)))
      return json(422, { message: 'a list of all runs that ever were' });
    const listed = this.runs.filter(({ startedAt, isUnlisted }) => !isUnlisted && startedAt >= Date.parse(created));
    return json(200, { total_count: listed.length, workflow_runs: listed.map(told) });
  }

  private dispatch(workflow: FakeWorkflow, { headers, body }: VendorRequest): VendorAnswer {
    if (headers['content-type'] !== 'application/json') return json(415, { message: 'JSON only' });
    const order = Order.safeParse(JSON.parse(body));
    if (!order.success) return json(422, { message: 'Invalid request.' });
    const { ref, inputs, return_run_details: wantsDetails } = order.data;
    if (this.isOld && wantsDetails !== undefined)
      return json(400, { message: 'Invalid request. "return_run_details" is not a permitted key.' });
    if (ref !== 'main') return json(422, { message: `No ref found for: ${ref}` });
    if (workflow.state !== 'active') return json(403, { message: 'Cannot trigger a disabled workflow' });
    const unexpected = Object.keys(inputs).filter((name) => !workflow.inputs.includes(name));
    if (unexpected.length > 0)
      return json(422, { message: `Unexpected inputs provided: ${JSON.stringify(unexpected)}` });
    const run: FakeRun = {
      id: 9_000_000_000 + this.runs.length,
      title: workflow.showsKey ? `Regression (${inputs['muster_key'] ?? ''})` : 'Regression',
      ref,
      inputs,
      status: 'queued',
      conclusion: null,
      startedAt: Date.now(),
      updatedAt: Date.now(),
      jobs: [],
      isUnlisted: this.listsLate,
    };
    this.runs.push(run);
    if (workflow.ends !== undefined) this.end(run, workflow.ends);
    if (wantsDetails !== true) return { status: 204, body: '' };
    const { id } = run;
    return json(200, {
      workflow_run_id: id,
      run_url: `https://api.github.example/runs/${id}`,
      html_url: told(run).html_url,
    });
  }

  private show(run: FakeRun, seen: string | undefined): VendorAnswer {
    const tag = `W/"${run.status}-${run.conclusion ?? ''}"`;
    if (seen === tag) {
      this.notModified += 1;
      return { status: 304, body: '', headers: { etag: tag } };
    }
    return { ...json(200, told(run)), headers: { etag: tag } };
  }
}

const told = ({ id, title, status, conclusion, startedAt, updatedAt }: FakeRun) => ({
  id,
  html_url: `https://github.example/example/release-manager/actions/runs/${id}`,
  display_title: title,
  status,
  conclusion,
  run_started_at: second(startedAt),
  updated_at: second(updatedAt),
});

/** GitHub tells whole seconds. */
const second = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
