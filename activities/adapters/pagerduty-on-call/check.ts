/** Does the PagerDuty token have its scopes, and do the schedules that the directory names exist? */
import { nameOfSource, sourcesIn } from '../../../directory/provider-on-call';
import type { DirectoryData, OnCallSource } from '../../../directory/schema';
import { type Examined, noteFinding, ok, wrong } from '../../../domain/doctor/finding';
import type { IntegrationCheck } from '../../ports/check';
import { examinedApart } from '../shared/check-apart';
import { type PagerDutyRight, tryRights } from './account';
import { createPagerDutyApi, type PagerDutyApi, type PagerDutyApiOptions } from './api';
import { OnePolicy, OneSchedule } from './shapes';

const WHAT = 'PagerDuty, on call';

/** For each of two rounds of questions. */
const WITHIN_MS = 8_000;

/** Tries each right of the worker's token, then whether each schedule and policy that the directory names is there. */
export const createPagerDutyOnCallCheck = (
  settings: PagerDutyApiOptions | undefined,
  directory: () => DirectoryData,
): IntegrationCheck => ({
  what: WHAT,
  async examine({ signal }) {
    const sources = [
      ...new Map(sourcesIn(directory()).map((source) => [nameOfSource(source), source] as const)).values(),
    ];
    if (settings === undefined) return [unasked(sources)];
    const api = createPagerDutyApi(settings);
    const rights = await tryRights(api, WITHIN_MS);
    const nothing = whyNothing(rights);
    if (nothing !== undefined) return [wrong(WHAT, nothing)];
    const found = await Promise.all(
      sources.map((source) =>
        examinedApart(nameOfSource(source), signal, () => sourceFound(api, source, rights, signal)),
      ),
    );
    return [...rightsFound(rights, sources.length > 0), ...found.flat()];
  },
});

/** Why nothing could be asked, which is not about single scopes: a wrong token, a wrong address, no network. */
function whyNothing(rights: PagerDutyRight[]): string | undefined {
  const [first] = rights;
  if (first?.refused === undefined || rights.some(({ refused }) => refused !== first.refused)) return undefined;
  return first.isMissing === true
    ? `${first.refused} (check the worker’s MUSTER_PAGERDUTY_API_TOKEN and MUSTER_PAGERDUTY_API_URL)`
    : first.refused;
}

const unasked = (sources: OnCallSource[]): Examined =>
  sources.length === 0
    ? noteFinding(WHAT, 'not configured; the rotations in the directory say who is on call')
    : wrong(
        WHAT,
        `MUSTER_PAGERDUTY_API_TOKEN is not set for the worker, and the directory takes its on-call from ${sources.map(nameOfSource).join(', ')}`,
      );

function rightsFound(rights: PagerDutyRight[], isAsked: boolean): Examined[] {
  const refused = rights.flatMap(({ refused: reason, ...right }) =>
    reason === undefined ? [] : [{ ...right, reason }],
  );
  if (refused.length === 0) return [ok(WHAT, 'the worker’s token has all scopes it needs')];
  return refused.map(({ scope, why, reason, isMissing }) => {
    const say = isAsked && scope === 'oncalls.read' ? wrong : noteFinding;
    return isMissing === true
      ? say(WHAT, `${scope} is missing (${why}): use a read-only key, or add the scope. ${reason}`)
      : say(WHAT, `${scope} could not be checked (${why}): ${reason}`);
  });
}

async function sourceFound(
  api: PagerDutyApi,
  source: OnCallSource,
  rights: PagerDutyRight[],
  signal: AbortSignal,
): Promise<Examined> {
  const what = nameOfSource(source);
  const within = { deadlineAt: Date.now() + WITHIN_MS, signal };
  const { pagerduty } = source;
  const scope = 'schedule' in pagerduty ? 'schedules.read' : 'escalation_policies.read';
  if (rights.some((right) => right.scope === scope && right.refused !== undefined))
    return noteFinding(what, `can’t be checked without ${scope}: run muster oncall to see whether someone is on call`);
  if ('schedule' in pagerduty) {
    const found = await api.find(`/schedules/${pagerduty.schedule}`, OneSchedule, within);
    if (found === undefined) return wrong(what, 'does not exist, or the token can’t access it: correct the directory');
    const { name, escalation_policies: users } = found.schedule;
    return users?.length === 0
      ? wrong(what, `("${name}") is not used by any escalation policy in PagerDuty, so it puts nobody on call`)
      : ok(what, `found: ${name}`);
  }
  const found = await api.find(`/escalation_policies/${pagerduty.escalationPolicy}`, OnePolicy, within);
  if (found === undefined) return wrong(what, 'does not exist, or the token can’t access it: correct the directory');
  const { name, escalation_rules: levels } = found.escalation_policy;
  return levels.length < pagerduty.level
    ? wrong(what, `("${name}") only has ${levels.length === 1 ? 'one level' : `${levels.length} levels`}`)
    : ok(what, `found: ${name}`);
}
