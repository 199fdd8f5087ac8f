/** What does PagerDuty answer when it is asked who is on call? */
import { FakeVendor, json, type VendorAnswer, type VendorRequest } from '../vendor';
import { FakeAccount, type FakeUser, finalStretches } from './account';
import { pageOf } from './page';

const ACCEPT = 'application/vnd.pagerduty+json;version=2';
const DAY_MS = 86_400_000;
const PARAMETERS: Record<string, string[]> = {
  '/oncalls': [
    'limit',
    'offset',
    'since',
    'until',
    'time_zone',
    'schedule_ids[]',
    'escalation_policy_ids[]',
    'include[]',
  ],
  '/users': ['limit', 'offset', 'include[]'],
  '/users/:id': ['include[]'],
  '/schedules': ['limit', 'offset'],
  '/escalation_policies': ['limit', 'offset'],
  '/schedules/:id': ['since', 'until', 'time_zone', 'include[]'],
  '/escalation_policies/:id': ['include[]'],
};
const SCOPES: Record<string, string> = {
  '/oncalls': 'oncalls.read',
  '/users': 'users.read',
  '/users/:id': 'users.read',
  '/schedules': 'schedules.read',
  '/escalation_policies': 'escalation_policies.read',
  '/schedules/:id': 'schedules.read',
  '/escalation_policies/:id': 'escalation_policies.read',
};

class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly errors: string[] = [],
  ) {
    super(message);
  }
}

/**
 * The part of PagerDuty's REST API v2 that says who is on call, on loopback. `/` shows it to people. It never forgives:
 * another Accept header, a wrong token, unknown parameters, a page of more than 100 and a range of more than 90 days are
 * refused. A schedule that no escalation policy uses is on call for nobody, as there.
 */
export class FakePagerDuty {
  readonly account = new FakeAccount();
  readonly token = 'pd-canary-u+7c1e9';
  readonly scopes = new Set(Object.values(SCOPES));

  private constructor(
    readonly vendor: FakeVendor,
    private readonly now: () => number,
  ) {}

  static async start(now: () => number = Date.now): Promise<FakePagerDuty> {
    const vendor = await FakeVendor.start((request) => fake.answer(request));
    const fake = new FakePagerDuty(vendor, now);
    return fake;
  }

  get url(): string {
    return this.vendor.url;
  }

  stop(): Promise<void> {
    return this.vendor.stop();
  }

  private answer(request: VendorRequest): VendorAnswer {
    const { pathname, searchParams } = new URL(request.path, this.url);
    if (pathname === '/') {
      const headers = { 'content-type': 'text/html; charset=utf-8' };
      return { status: 200, body: pageOf(this.account, this.now()), headers };
    }
    try {
      return json(200, this.resource(request, pathname, searchParams));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, message, errors } = error;
      return json(status, { error: { code: 2000 + status, message, ...(errors.length > 0 && { errors }) } });
    }
  }

  private resource({ method, headers }: VendorRequest, path: string, query: URLSearchParams): object {
    if (headers.authorization !== `Token token=${this.token}`) throw new Refusal(401, 'Unauthorized');
    if (headers.accept !== ACCEPT) throw new Refusal(406, 'Not Acceptable');
    const [, kind = '', id] = /^\/(users|schedules|escalation_policies)\/([^/]+)$/.exec(path) ?? [];
    const route = id === undefined ? path : `/${kind}/:id`;
    const [allowed, scope] = [PARAMETERS[route], SCOPES[route]];
    if (allowed === undefined || scope === undefined) throw new Refusal(404, 'Not Found');
    if (method !== 'GET') throw new Refusal(405, 'Method Not Allowed');
    if (!this.scopes.has(scope)) throw new Refusal(403, 'Access Denied', [`requires ${scope}`]);
    const unknown = [...query.keys()].filter((name) => !allowed.includes(name));
    if (unknown.length > 0)
      throw new Refusal(
        400,
        'Invalid Input Provided',
        unknown.map((name) => `${name} is unknown`),
      );
    const { users, schedules, policies } = this.account;
    const included = query.getAll('include[]');
    if (id !== undefined) return this.one(kind, id, included);
    if (route === '/users')
      return paged(
        'users',
        users.map((user) => shown(user, included)),
        query,
      );
    if (route === '/schedules')
      return paged(
        'schedules',
        schedules.map(({ id, name }) => ({ id, name, summary: name })),
        query,
      );
    if (route === '/escalation_policies') {
      const all = policies.map(({ id, name, levels }) => ({ id, name, escalation_rules: levels.map(() => ({})) }));
      return paged('escalation_policies', all, query);
    }
    return paged('oncalls', this.onCalls(query), query);
  }

  private one(kind: string, id: string, included: string[]): object {
    const { users, schedules, policies } = this.account;
    const of = <Item extends { id: string }>(wanted: string, all: Item[]): Item | undefined =>
      kind === wanted ? all.find((one) => one.id === id) : undefined;
    const [user, schedule] = [of('users', users), of('schedules', schedules)];
    const policy = of('escalation_policies', policies);
    if (user !== undefined) return { user: shown(user, included) };
    if (schedule !== undefined) {
      const using = policies.filter(({ levels }) =>
        levels.flat().some((target) => 'schedule' in target && target.schedule === id),
      );
      const references = using.map((one) => ({ id: one.id, type: 'escalation_policy_reference', summary: one.name }));
      return { schedule: { id, type: 'schedule', name: schedule.name, escalation_policies: references } };
    }
    if (policy === undefined) throw new Refusal(404, 'Not Found');
    const rules = policy.levels.map(() => ({}));
    return { escalation_policy: { id, type: 'escalation_policy', name: policy.name, escalation_rules: rules } };
  }

  private onCalls(query: URLSearchParams): object[] {
    const since = instant(query.get('since')) ?? this.now();
    const until = instant(query.get('until')) ?? this.now();
    if (until < since) throw new Refusal(400, 'Invalid Input Provided', ['until must come after since']);
    if (until - since > 90 * DAY_MS) throw new Refusal(400, 'Invalid Input Provided', ['the range exceeds 90 days']);
    const [scheduleIds, policyIds] = [query.getAll('schedule_ids[]'), query.getAll('escalation_policy_ids[]')];
    return this.account.policies
      .filter(({ id }) => policyIds.length === 0 || policyIds.includes(id))
      .flatMap((policy) =>
        policy.levels.flatMap((targets, n) =>
          targets.flatMap((target) => {
            const schedule = 'schedule' in target ? this.scheduleOf(target.schedule) : undefined;
            if (scheduleIds.length > 0 && (schedule === undefined || !scheduleIds.includes(schedule.id))) return [];
            const always = 'user' in target ? [{ user: target.user, from: -Infinity, until: Infinity }] : [];
            const stretches = schedule === undefined ? always : finalStretches(schedule);
            return stretches
              .filter((stretch) => stretch.from <= until && since < stretch.until)
              .map((stretch) => ({
                user: this.reference(stretch.user, query.getAll('include[]').includes('users')),
                schedule: schedule === undefined ? null : { id: schedule.id, type: 'schedule_reference' },
                escalation_policy: { id: policy.id, type: 'escalation_policy_reference', summary: policy.name },
                escalation_level: n + 1,
                start: written(stretch.from),
                end: written(stretch.until),
              }));
          }),
        ),
      );
  }

  private scheduleOf(id: string) {
    const schedule = this.account.schedules.find((one) => one.id === id);
    if (schedule === undefined) throw new Error(`the fake has no schedule ${id}`);
    return schedule;
  }

  private reference(id: string, whole: boolean): object {
    const user = this.account.users.find((one) => one.id === id);
    if (user === undefined) throw new Error(`the fake has no user ${id}`);
    return whole ? shown(user, []) : { id, type: 'user_reference', summary: user.name };
  }
}

const written = (at: number): string | null => (Number.isFinite(at) ? new Date(at).toISOString() : null);

function instant(text: string | null): number | undefined {
  if (text === null) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new Refusal(400, 'Invalid Input Provided', [`${text} is no time`]);
  return at;
}

/** Without `include[]`, contact methods and rules are references that say nothing. */
function shown({ contact_methods = [], notification_rules = [], ...user }: FakeUser, included: string[]): object {
  const reference = (one: object) => ({ id: 'id' in one ? one.id : 'PRULE01', type: 'reference' });
  return {
    ...user,
    type: 'user',
    summary: user.name,
    contact_methods: included.includes('contact_methods')
      ? contact_methods
      : contact_methods.map(({ id, type }) => ({ id, type: `${type}_reference` })),
    notification_rules: included.includes('notification_rules')
      ? notification_rules
      : notification_rules.map((rule) => reference(rule)),
  };
}

function paged(name: string, items: object[], query: URLSearchParams): object {
  const limit = Number(query.get('limit') ?? 25);
  const offset = Number(query.get('offset') ?? 0);
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= 100))
    throw new Refusal(400, 'Invalid Input Provided', ['limit']);
  if (!(Number.isInteger(offset) && offset >= 0 && offset + limit <= 10_000))
    throw new Refusal(400, 'Invalid Input Provided', ['offset']);
  const page = items.slice(offset, offset + limit);
  return { [name]: page, limit, offset, more: offset + limit < items.length, total: null };
}
