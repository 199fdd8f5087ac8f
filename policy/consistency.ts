/** Does the policy contradict itself? */
import type { LocatedFinding } from './location';
import type { Policy, Severity, SeverityRules } from './schema';
import type { SchemaPath } from './schema-walk';
import { ifReadable } from './valid-parts';
import { didYouMean } from './suggest';

/**
 * Finds rules that contradict each other: times out of order, duplicate ids, actions that nothing can meet. Of a policy of
 * which only parts are valid, whatever these parts show.
 */
export const checkConsistency = (policy: Policy): LocatedFinding[] =>
  [
    ...rulesIn(policy).map(
      ([name, rules]) =>
        () =>
          checkSeverity(rules, ['severities', name], isPublic(policy, name)),
    ),
    () => checkStatusPage(policy),
    () => repeated('item', itemsOf(policy)),
    () => repeated('step', stepsOf(policy)),
    () => repeated('command', commandsOf(policy)),
    () => repeated('service', serviceNames(policy)),
    () => checkClassification(policy),
    () => checkCalendar(policy),
    () => checkMaintenance(policy),
    () => checkSuites(policy),
    () => checkMeetingItems(policy),
    () => checkRollback(policy),
  ].flatMap(ifReadable);

/** Of a policy of which only parts are valid: the severities that are. */
const rulesIn = (policy: Policy): [Severity, SeverityRules][] => ifReadable(() => Object.entries(policy.severities));

interface Named {
  name: string;
  path: SchemaPath;
}

const itemsOf = ({ checklists }: Policy): Named[] =>
  Object.entries(checklists).flatMap(([stage, { items }]) =>
    items.map(({ id }, n) => ({ name: id, path: ['checklists', stage, 'items', n, 'id'] })),
  );

const stepsOf = ({ investigation: { steps } }: Policy): Named[] =>
  steps.map(({ id }, n) => ({ name: id, path: ['investigation', 'steps', n, 'id'] }));

const commandsOf = ({ investigation: { steps } }: Policy): Named[] =>
  steps.flatMap(({ commands }, s) =>
    commands.map(({ id }, n) => ({ name: id, path: ['investigation', 'steps', s, 'commands', n, 'id'] })),
  );

/** What an alert can mean the policy's services by (names, and labels as one text), and where each is written. */
export const serviceNames = ({ services }: Policy): Named[] =>
  services.flatMap(({ name, aliases, labels }, n) => [
    { name, path: ['services', n, 'name'] },
    ...aliases.map((alias, a) => ({ name: alias, path: ['services', n, 'aliases', a] })),
    ...[labelsText(labels)]
      .filter((text) => text !== '')
      .map((text) => ({ name: text, path: ['services', n, 'labels'] })),
  ]);

const labelsText = (labels: Record<string, string>): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(', ');

const repeated = (what: string, names: readonly Named[]): LocatedFinding[] =>
  names
    .filter(({ name }, n) => names.findIndex((other) => other.name === name) < n)
    .map(({ name, path }) => ({ path, message: `duplicate ${what} '${name}': it is already used above` }));

const isPublic = ({ statusPage }: Policy, severity: Severity): boolean =>
  (statusPage?.severities[severity] ?? null) !== null;

/** The text of the impact can't refer to the impact. */
function checkStatusPage({ statusPage }: Policy): LocatedFinding[] {
  const found: LocatedFinding[] = [];
  if (statusPage === null) return found;
  for (const [severity, rules] of Object.entries(statusPage.severities))
    if (rules !== null && rules.says.includes('{{impact}}'))
      found.push({
        path: ['statusPage', 'severities', severity, 'says'],
        message: 'expected no {{impact}} here: this text is the impact',
      });
  if (statusPage.updateEvery === 0)
    found.push({ path: ['statusPage', 'updateEvery'], message: 'expected more than 0, or null' });
  return found;
}

function checkSeverity(rules: SeverityRules, path: SchemaPath, goesPublic: boolean): LocatedFinding[] {
  const { actions, announce, contact, decision, escalation, team, ticket, updates } = rules;
  const found: LocatedFinding[] = [];
  const say = (where: SchemaPath, message: string) => void found.push({ path: [...path, ...where], message });

  for (const [n, { after }] of escalation.entries())
    if (n > 0 && after <= (escalation[n - 1]?.after ?? 0))
      say(['escalation', n, 'after'], 'expected more than the column before: escalation goes forward in time');
  if (updates !== null && updates.nudgeAfter >= updates.postAfter)
    say(['updates', 'nudgeAfter'], 'expected less than postAfter: the reminder comes before the update is posted');
  if (decision !== null && decision.briefAfter >= decision.dueAfter)
    say(['decision', 'briefAfter'], 'expected less than dueAfter: the brief comes before the decision is due');
  if (decision !== null && decision.versionsReadAhead > decision.briefAfter)
    say(['decision', 'versionsReadAhead'], 'expected at most briefAfter: the brief says what was read');
  if (contact.by === 'page' && contact.repeatEvery === null)
    say(['contact', 'repeatEvery'], 'expected a duration: a page repeats until someone acknowledges');
  if (contact.by !== 'none' && escalation.length === 0)
    say(['escalation'], 'expected at least one column: someone has to be contacted');
  if (contact.repeatEvery === 0) say(['contact', 'repeatEvery'], 'expected more than 0');
  if (team.quorum === 'all' && team.chaseEvery === null)
    say(['team', 'chaseEvery'], 'expected a duration: with quorum all, a missing role is paged again');
  if (ticket === null && (announce.ticket || rules.endsWithTicket))
    say(['ticket'], 'expected priority, labels and release: this severity opens a ticket');

  const can: Partial<Record<SeverityRules['actions'][number]['metBy'], boolean>> = {
    paged: contact.by === 'page',
    announced: announce.to.length > 0,
    bridge: announce.bridge !== 'none',
    ticket: announce.ticket,
    'fix-ticket': ticket !== null,
    'status-page': goesPublic,
    brief: decision !== null,
    decision: decision !== null,
    stability: rules.stability !== null,
  };
  for (const [n, { id, metBy }] of actions.entries()) {
    if (can[metBy] === false) say(['actions', n, 'metBy'], `nothing in this severity can ever meet '${metBy}'`);
    if (actions.findIndex((other) => other.id === id) < n)
      say(['actions', n, 'id'], `duplicate action '${id}': it is already used above`);
  }
  return found;
}

function checkClassification({ classification, services }: Policy): LocatedFinding[] {
  const found: LocatedFinding[] = [];
  for (const [n, { when }] of classification.measured.entries()) {
    const path = ['classification', 'measured', n, 'when'];
    const fact = Object.hasOwn(classification.facts, when.fact) ? classification.facts[when.fact] : undefined;
    const limits = [when.atLeast, when.over, when.under, when.atMost].filter((limit) => limit !== undefined);
    if (fact === undefined)
      found.push({
        path: [...path, 'fact'],
        message: `there is no fact '${when.fact}'${didYouMean(when.fact, Object.keys(classification.facts))}`,
      });
    else if (
      fact.unit === 'flag' ? when.is === undefined || limits.length > 0 : when.is !== undefined || !limits.length
    )
      found.push({
        path,
        message: `expected ${fact.unit === 'flag' ? 'is: true or is: false' : 'atLeast, over, under or atMost'} with ${when.fact}`,
      });
  }
  for (const [n, { service }] of classification.services.entries())
    if (!services.some(({ name }) => name === service))
      found.push({
        path: ['classification', 'services', n, 'service'],
        message: `there is no service '${service}' in this policy${didYouMean(
          service,
          services.map(({ name }) => name),
        )}`,
      });
  return found;
}

function checkCalendar({ calendar }: Policy): LocatedFinding[] {
  const found: LocatedFinding[] = [];
  if (calendar.from >= calendar.to)
    found.push({ path: ['calendar', 'from'], message: `expected a time before ${calendar.to}, where the day ends` });
  if (!isZone(calendar.zone))
    found.push({
      path: ['calendar', 'zone'],
      message: `expected a time zone such as Europe/Berlin or UTC but found '${calendar.zone}'`,
    });
  return found;
}

function checkMaintenance({ maintenance, services }: Policy): LocatedFinding[] {
  const found: LocatedFinding[] = [];
  const names = services.map(({ name }) => name);
  for (const [n, { services: named, when }] of maintenance.entries()) {
    const path = ['maintenance', n];
    for (const [s, name] of named.entries())
      if (!names.includes(name))
        found.push({
          path: [...path, 'services', s],
          message: `there is no service '${name}' in this policy${didYouMean(name, names)}`,
        });
    if (!('every' in when)) {
      if (Date.parse(when.from) >= Date.parse(when.to))
        found.push({ path: [...path, 'when', 'to'], message: `expected an instant after ${when.from}` });
      continue;
    }
    if (!isZone(when.zone))
      found.push({
        path: [...path, 'when', 'zone'],
        message: `expected a time zone such as Europe/Berlin or UTC but found '${when.zone}'`,
      });
    if (when.lasts <= 0 || when.lasts > LONGEST_WINDOW_MS)
      found.push({ path: [...path, 'when', 'lasts'], message: 'expected more than 0 and at most a week' });
  }
  return [
    ...found,
    ...repeated(
      'maintenance window',
      maintenance.map(({ id }, n) => ({ name: id, path: ['maintenance', n, 'id'] })),
    ),
  ];
}

/** A policy has one way to roll back. */
function checkRollback({ investigation: { parameters } }: Policy): LocatedFinding[] {
  const isSet = (name: string): boolean => (parameters[name]?.value ?? '') !== '';
  if (!isSet('rollbackUrl') || !isSet('rollbackCommand')) return [];
  const message = 'names a second way to roll back: leave rollbackCommand or rollbackUrl empty';
  return [{ path: ['investigation', 'parameters', 'rollbackCommand', 'value'], message }];
}

/** A suite takes minutes and runs once, so it can't be a probe that is read every minute. */
function checkSuites({ checklists, probes, severities }: Policy): LocatedFinding[] {
  const read = [
    ...checklists.immediate.items.map(({ probe }, n) => ({
      probe,
      path: ['checklists', 'immediate', 'items', n, 'probe'],
    })),
    ...Object.entries(severities).map(([name, { logWatch }]) => ({
      probe: logWatch?.probe,
      path: ['severities', name, 'logWatch', 'probe'],
    })),
  ];
  return read
    .filter(({ probe }) => probe !== undefined && Object.hasOwn(probes, probe) && probes[probe]?.use === 'suite')
    .map(({ path }) => ({
      path,
      message: 'a suite can only be used by items of the extended and the follow-up list',
    }));
}

/** An item that the meeting ticks, or that cancels it when it is skipped, has to be on one of the later lists. */
function checkMeetingItems({ checklists, postMortem }: Policy): LocatedFinding[] {
  const items = [...checklists.extended.items, ...checklists.followUp.items].map(({ id }) => id);
  const named = [
    ...(postMortem.withdrawing?.leftOut ?? []).map((name, n) => ({ name, path: ['withdrawing', 'leftOut', n] })),
    ...postMortem.heldTicks.map((name, n) => ({ name, path: ['heldTicks', n] })),
  ];
  return named
    .filter(({ name }) => !items.includes(name))
    .map(({ name, path }) => ({
      path: ['postMortem', ...path],
      message: `there is no item '${name}' on the extended and the follow-up list${didYouMean(name, items)}`,
    }));
}

/** A window that recurs every week can't last longer than one. */
const LONGEST_WINDOW_MS = 7 * 86_400_000;

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
