/** What does the policy say for each severity, beside the lines of the guide that it was made of? */
import type { Policy, SeverityRules } from '../../../policy/schema';
import type { Visitor } from '../../access/visitors';
import { type Reason, whyOf } from '../guide';
import { Layout } from '../layout';
import { Link } from '../parts/link';
import { SeverityBadge } from '../parts/time';
import { Why } from '../parts/why';
import { lookOf } from '../rank';
import { shortDuration } from '../text/duration';

export interface PolicyPageProps {
  visitor: Visitor;
  policies: readonly { policy: Policy; guide: readonly string[] | undefined }[];
}

/** Every policy in use, severity by severity. */
export function PolicyPage({ visitor, policies }: PolicyPageProps) {
  return (
    <Layout title="Policy" visitor={visitor} here="/policy">
      {policies.map(({ policy, guide }) => (
        <>
          <h1 id={policy.name}>
            {policy.name} {policy.version}
          </h1>
          <p class="soft">
            {policy.services.map(({ title }) => title).join(', ')}. Each rule says which lines of the guide it was made
            of.
          </p>
          <p>
            {Object.entries(policy.severities).map(([id, { title }]) => (
              <>
                <Link href={`#${policy.name}-${id}`}>
                  {id} {title}
                </Link>{' '}
              </>
            ))}
          </p>
          {Object.entries(policy.severities).map(([id, rules]) => (
            <section class="card" id={`${policy.name}-${id}`} aria-labelledby={`${policy.name}-${id}-title`}>
              <h2 id={`${policy.name}-${id}-title`}>
                <SeverityBadge id={id} rank={lookOf(policy, id)} /> {rules.title}
              </h2>
              {rules.definition !== undefined && <p>{rules.definition.text}</p>}
              <ul class="rows">
                {rowsOf(rules, policy, guide).map(({ says, why }) => (
                  <li>
                    <span>{says}</span>
                    <Why why={why} />
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </>
      ))}
    </Layout>
  );
}

interface Rule {
  says: string;
  why: Reason;
}

/** The rules of a severity, a sentence each. */
function rowsOf(rules: SeverityRules, policy: Policy, guide: readonly string[] | undefined): Rule[] {
  const title = (role: string): string => policy.roles[role]?.title ?? role;
  const titles = (roles: readonly string[]): string => roles.map(title).join(', ');
  const because = (says: string, rule: Parameters<typeof whyOf>[1]): Rule => ({ says, why: whyOf(says, rule, guide) });
  const { response, team, contact, updates, decision, stability, escalation, actions } = rules;
  const quorum = { all: 'each has to join', any: 'one acknowledgement is enough', none: 'nobody owes an answer' };
  return [
    ...(response.within === null
      ? []
      : [because(`Somebody acknowledges within ${shortDuration(response.within)}.`, response)]),
    because(`Response team: ${titles(team.roles)}; ${quorum[team.quorum]}.`, team),
    ...escalation.map((column) =>
      because(
        `${column.after === 0 ? 'At once' : `After ${shortDuration(column.after)}`}: ${contact.by === 'page' ? 'page' : 'notify'} ${titles(column.roles)}.`,
        column,
      ),
    ),
    ...(contact.repeatEvery === null
      ? []
      : [because(`A page repeats every ${shortDuration(contact.repeatEvery)} until somebody acknowledges.`, contact)]),
    ...(updates === null
      ? []
      : [
          because(
            `Updates: a reminder after ${shortDuration(updates.nudgeAfter)}, posted by itself after ${shortDuration(updates.postAfter)}.`,
            updates,
          ),
        ]),
    ...(decision === null
      ? []
      : [
          because(
            `Rollback decision: brief after ${shortDuration(decision.briefAfter)}, due after ${shortDuration(decision.dueAfter)}, by ${titles(decision.approvers)}.`,
            decision,
          ),
        ]),
    ...(stability === null ? [] : [because(`Stability watch of ${shortDuration(stability.watchFor)}.`, stability)]),
    ...actions.map((action) =>
      because(
        `${action.text} (${title(action.owner)}${typeof action.within === 'number' ? `, within ${shortDuration(action.within)}` : ''})`,
        action,
      ),
    ),
  ];
}
