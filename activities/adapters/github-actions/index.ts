/**
 * Test suites by GitHub Actions. A run is started by a workflow dispatch, which knows no idempotency key. So the key goes
 * in as the input `muster_key`, the workflow shows it in its `run-name`, and before anything is dispatched, runs with that
 * name are looked for. An answer that was lost is looked for longer, before it is dispatched again.
 */
import { z } from 'zod';
import { ProviderRejected, ProviderUnavailable } from '../../errors';
import type { Suite, SuiteRun, Suites } from '../../ports';
import { createGithubApi, type GithubApi, type GithubExchange } from '../github/api';
import { refuseWhenLimited } from '../github/limits';
import { expectSuccess, type HttpAnswer, type HttpCall, isRefusal, jsonIn, odd } from '../shared/http-call';
import { keepNewest } from '../shared/keep-newest';
import { isOver, Jobs, resultOf, WorkflowRun, Runs } from './runs';

const GITHUB_ACTIONS = 'GitHub Actions';

export interface GithubActionsOptions {
  token: string;
  apiUrl?: string;
  /** For each request. */
  withinMs?: number;
  /** `owner/name`, for suites that name none. */
  repository?: string;
  /** How long a run whose dispatch has no clear answer is looked for before it is dispatched again. */
  lookForMs?: number;
  now?: () => number;
  /** How many runs are remembered of which GitHub lists none yet. */
  remembered?: number;
}

/** The input of the workflow that carries the key. */
export const KEY_INPUT = 'muster_key';

const MAX_BYTES = 1024 * 1024;

/** A lost order is given once more at most. */
const MOST_ORDERS = 2;

/** That a run was ordered, how often, when last, and whether GitHub said yes. */
interface Order {
  given: number;
  at: number;
  isTaken: boolean;
}

/** A refusal, or a limit: nothing was started. A 5xx says nothing of that, also where it says when to come again. */
const isSurelyNotStarted = ({ status }: HttpAnswer): boolean => isRefusal(status) || status === 429;

/** A run can't be older than the incident's end, but the clocks may differ. */
const CLOCKS_DIFFER_MS = 5 * 60_000;

const Workflow = z.object({ name: z.string(), state: z.string(), html_url: z.string() });
const Dispatched = z.object({ workflow_run_id: z.number().int().positive() });

export function createGithubActions(options: GithubActionsOptions): Suites {
  const { token, apiUrl, withinMs = 10_000, lookForMs = 60_000, now = Date.now, remembered = 1_000 } = options;
  const api = createGithubApi({ provider: GITHUB_ACTIONS, token, apiUrl, withinMs, maxBytes: MAX_BYTES });
  const orders = new Map<string, Order>();
  const remember = (name: string, order: Order): void => {
    orders.delete(name);
    orders.set(name, order);
    keepNewest(orders, remembered);
  };

  /** After an unclear answer a run is looked for; then it is dispatched once more, and after that only looked for. */
  const refuseToRepeat = (order: Order | undefined, name: string): void => {
    if (order === undefined) return;
    if (!order.isTaken && order.given < MOST_ORDERS && now() - order.at >= lookForMs) return;
    const why = order.isTaken ? 'was started' : 'may have been started';
    throw new ProviderUnavailable(
      GITHUB_ACTIONS,
      `a run ${why}, but no run has "${name}" in its name yet (the workflow's run-name must contain ${KEY_INPUT})`,
    );
  };

  const dispatch = async (
    workflow: string,
    suite: Suite,
    name: string,
    signal?: AbortSignal,
  ): Promise<GithubExchange> => {
    const order = { ref: suite.ref, inputs: { ...suite.inputs, [KEY_INPUT]: name } };
    const give = (body: object) => api.send({ method: 'POST', path: `${workflow}/dispatches`, body }, signal);
    const detailed = await give({ ...order, return_run_details: true });
    // Enterprise Servers from before 2026 refuse a field that they don't know.
    const isUnknown = detailed.answer.status === 400 && detailed.answer.text.includes('return_run_details');
    return isUnknown ? give(order) : detailed;
  };

  return {
    async start({ incidentId, key, suite, since, mayHaveBegun }, signal) {
      const { repository, workflow } = placeOf(suite, options.repository);
      const name = `${incidentId}/${key}`;
      const created = encodeURIComponent(`>=${new Date(since - CLOCKS_DIFFER_MS).toISOString()}`);
      const listed = `${workflow}/runs?event=workflow_dispatch&per_page=100&created=${created}`;
      const { workflow_runs: runs } = await api.ask(Runs, { method: 'GET', path: listed }, signal);
      const ours = runs.find(({ display_title: title }) => isNamed(title, name));
      if (ours !== undefined) {
        orders.delete(name);
        return runAt(api, repository, ours.id, ours.html_url);
      }
      const before = orders.get(name) ?? (mayHaveBegun ? { given: 1, at: now(), isTaken: false } : undefined);
      if (before !== undefined) remember(name, before);
      refuseToRepeat(before, name);
      // From here on it may have been started, until an answer says what became of it.
      const order: Order = { given: (before?.given ?? 0) + 1, at: now(), isTaken: false };
      remember(name, order);
      const { call, answer } = await dispatch(workflow, suite, name, signal);
      if (isSurelyNotStarted(answer)) orders.delete(name);
      const id = startedRun(call, answer);
      remember(name, { ...order, isTaken: true });
      if (id === undefined) throw new ProviderUnavailable(GITHUB_ACTIONS, 'started; GitHub has not listed the run yet');
      const run = await api.ask(WorkflowRun, { method: 'GET', path: `${repository}/actions/runs/${id}` }, signal);
      return runAt(api, repository, id, run.html_url);
    },

    async find(suite, signal) {
      const { workflow } = placeOf(suite, options.repository);
      const { name, state } = await api.ask(Workflow, { method: 'GET', path: workflow }, signal);
      if (state !== 'active')
        throw new ProviderRejected(GITHUB_ACTIONS, `the workflow "${name}" is ${state}: enable it`);
      return `"${name}" exists and is active; starting it needs the permission Actions: write, which can't be checked beforehand`;
    },
  };
}

/** The run that was started, where GitHub names it. */
function startedRun(call: HttpCall, answer: HttpAnswer): number | undefined {
  refuseWhenLimited(call, answer);
  if (expectSuccess(call, answer).status === 204) return undefined;
  const parsed = Dispatched.safeParse(jsonIn(call, answer));
  if (!parsed.success) throw odd(call, answer);
  return parsed.data.workflow_run_id;
}

function runAt(api: GithubApi, repository: string, id: number, url: string): SuiteRun {
  const path = `${repository}/actions/runs/${id}`;
  let tag: string | undefined;
  return {
    url,
    async result(signal) {
      const changed = await api.askChanged(WorkflowRun, { method: 'GET', path, etag: tag }, signal);
      if (changed === 'unchanged') return undefined;
      if (isOver(changed.value)) {
        const jobs = await api.ask(Jobs, { method: 'GET', path: `${path}/jobs?filter=latest&per_page=100` }, signal);
        return resultOf(changed.value, jobs);
      }
      // Remembered only of a run that goes on: an end must be read again if its jobs could not be.
      tag = changed.etag;
      return undefined;
    },
  };
}

const REPOSITORY = /^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+$/;
const FILE = /^[A-Za-z0-9._-]+\.ya?ml$/;
const REF = /^[A-Za-z0-9_][A-Za-z0-9._/-]*$/;

/** The paths of a suite's repository and workflow. Refuses names that could lead elsewhere. */
function placeOf(suite: Suite, configured: string | undefined): { repository: string; workflow: string } {
  const repository = suite.repository || configured;
  if (repository === undefined)
    throw new ProviderRejected(GITHUB_ACTIONS, 'set a repository in the policy or in MUSTER_GITHUB_REPOSITORY');
  const refuse = (what: string, value: string): never => {
    throw new ProviderRejected(GITHUB_ACTIONS, `the policy's ${what} "${value}" is invalid`);
  };
  if (!REPOSITORY.test(repository) || /\/\.{1,2}$/.test(repository)) refuse('repository', repository);
  if (!FILE.test(suite.workflow)) refuse('workflow file', suite.workflow);
  if (!REF.test(suite.ref)) refuse('ref', suite.ref);
  const path = `/repos/${repository}`;
  return { repository: path, workflow: `${path}/actions/workflows/${suite.workflow}` };
}

/** Whether a run's name holds ours as a whole word: `...:1` is not `...:12`. */
const isNamed = (title: string, name: string): boolean => title.split(/[\s()[\],]+/).includes(name);
