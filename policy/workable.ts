/** Does a valid policy ask for what can't happen: no time, nobody to tell, a role that nobody has yet? */
import { Duration } from './duration';
import type { LocatedFinding } from './location';
import { Policy, type Severity, type SeverityRules } from './schema';
import { type SchemaPath, visitLeaves } from './schema-walk';

/**
 * What can't work, each with its place, the reason and what to do. These policies load all the same: what runs on one must not stop
 * because of it.
 */
export const unworkable = (policy: Policy): LocatedFinding[] => [
  ...withoutTime(policy),
  ...Object.entries(policy.severities).flatMap(([name, rules]) => ofSeverity(policy, name, rules)),
  ...ofPostMortem(policy),
];

/** Where no time at all means something: at once, or not at all. */
const MAY_BE_ZERO = new Set<string | number | undefined>([
  'after',
  'briefAfter',
  'nudgeAfter',
  'versionsReadAhead',
  'recoverWithin',
  'lateWithin',
  'holdPage',
  'newsEvery',
  'changesWithin',
  'leastNotice',
  'dateAwaited',
]);

/** An interval of nothing repeats without a pause or never; nothing is ever done by a deadline of nothing. */
function withoutTime(policy: Policy): LocatedFinding[] {
  const found: LocatedFinding[] = [];
  visitLeaves(Policy, policy, (schema, value, path) => {
    if (schema !== Duration || value !== 0 || MAY_BE_ZERO.has(path.at(-1)) || isUnused(policy, path)) return;
    found.push({
      path,
      message: 'expected more than 0: nothing is done in no time, and nothing repeats without a pause',
    });
  });
  return found;
}

/** By how much a deadline moves does not matter where it can't be moved. */
const isUnused = ({ severities }: Policy, [, severity, , field]: SchemaPath): boolean =>
  field === 'extendBy' && severities[String(severity)]?.decision?.extensions === 0;

/** Things that only somebody can do, who can't any more once the ticket has ended the incident. */
const BY_TICKET = ['ticket', 'announced', 'paged', 'fix-ticket'];

function ofSeverity(policy: Policy, severity: Severity, rules: SeverityRules): LocatedFinding[] {
  const { actions, announce, contact, decision, endsWithTicket, escalation, response, team, updates } = rules;
  const found: LocatedFinding[] = [];
  const say = (path: SchemaPath, message: string) =>
    void found.push({ path: ['severities', severity, ...path], message });

  for (const [n, { roles }] of escalation.entries()) sayLead(['escalation', n, 'roles'], roles, say, 'is called');
  sayLead(['team', 'roles'], team.roles, say, 'is asked to join');
  if (team.standsIn === 'lead')
    say(['team', 'standsIn'], "the lead can't stand in for the lead: name a role that the directory fills");
  if (decision?.nextAuthority === 'lead')
    say(
      ['decision', 'nextAuthority'],
      'the lead has missed the decision already: name a role that the directory fills',
    );
  if (decision !== null) sayLead(['decision', 'breakGlass'], decision.breakGlass, say, 'may decide alone');

  if (contact.by === 'none' && response.within !== null)
    say(
      ['response', 'within'],
      'nobody is told, so nobody answers in time: set it to null, or contact.by to page or notice',
    );
  if (contact.by === 'none' && team.quorum !== 'none')
    say(['team', 'quorum'], 'nobody is told, so nobody joins: set it to none, or contact.by to page or notice');
  if (endsWithTicket && !announce.ticket)
    say(
      ['endsWithTicket'],
      'the incident never ends: no ticket is opened that could end it. Set announce.ticket to true',
    );
  if (endsWithTicket)
    for (const [n, { id, metBy }] of actions.entries())
      if (!BY_TICKET.includes(metBy))
        say(
          ['actions', n, 'metBy'],
          `nobody can do '${id}': the incident ends with its ticket before. Use ticket, or set endsWithTicket to false`,
        );
  if (updates !== null)
    for (const [n, audience] of updates.to.entries())
      if (!announce.to.includes(audience))
        say(
          ['updates', 'to', n],
          `'${audience}' gets updates, but no first notification and no last word: add it to announce.to, or leave it out here`,
        );
  if (policy.communication.stakeholders.addresses.length === 0)
    for (const [n, audience] of announce.to.entries())
      if (audience === 'stakeholders')
        say(
          ['announce', 'to', n],
          'there is no address of a stakeholder: add one to communication.stakeholders.addresses',
        );
  return found;
}

/** Whoever leads is known once somebody has answered; none of these can wait for that. */
function sayLead(
  path: SchemaPath,
  roles: readonly string[],
  say: (path: SchemaPath, message: string) => void,
  what: string,
): void {
  const at = roles.indexOf('lead');
  if (at >= 0)
    say([...path, at], `'lead' ${what} where nobody may lead yet, so nobody is: name a role that the directory fills`);
}

function ofPostMortem({ postMortem, severities }: Policy): LocatedFinding[] {
  const { signers, proposeWithin, heldWithin, meetingLasts, actionItems } = postMortem;
  if (!Object.values(severities).some((rules) => rules.postMortem)) return [];
  const found: LocatedFinding[] = [];
  const lead = signers.indexOf('lead');
  const say = (path: SchemaPath, message: string) => void found.push({ path: ['postMortem', ...path], message });
  if (lead >= 0)
    say(['signers', lead], "nobody can sign as 'lead', which no directory gives to anybody: name a role that it fills");
  if (actionItems.chase === 'lead')
    say(
      ['actionItems', 'chase'],
      "nobody is told as 'lead', which no directory gives to anybody: name a role that it fills",
    );
  if (proposeWithin > heldWithin)
    say(['proposeWithin'], 'expected at most heldWithin: the meeting is proposed before it must have been held');
  if (meetingLasts > heldWithin)
    say(['meetingLasts'], 'expected at most heldWithin: the meeting would end after it must have been held');
  return found;
}
