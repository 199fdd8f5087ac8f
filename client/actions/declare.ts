/** What can a person say when declaring an incident, and which facts does the policy accept? */
import { z } from 'zod';
import type { PinnedPolicy } from '../../workflows/contract';
import type { Declaring } from '../incidents/api';
import { responsibleFor } from '../incidents/policies';
import { BadInput, badInput, type Mistake, Name, Text } from './action';
import type { Policy } from '../../policy/schema';
import { isListed, notListed } from '../../domain/severity/scale';
import { defined } from '../../domain/state/fields';

type Fact = Policy['classification']['facts'][string];

const Body = z.strictObject({
  title: z.string().trim().min(1, 'is empty').max(300),
  severity: Name.optional().describe(
    "one of the policy's severities; if omitted, derived from the facts and from your words",
  ),
  service: Name.optional(),
  impact: Text.optional(),
  drill: z
    .array(Name)
    .min(1, 'names nobody')
    .max(50)
    .optional()
    .describe('makes it a drill: only these people are contacted, and nothing that runs is changed'),
  facts: z
    .record(z.string().max(100), z.union([z.number(), z.boolean()]))
    .optional()
    .describe('measured facts by their names in the policy'),
});

/** How an incident is declared by hand, on every way in. The one thing that a person does without an incident. */
export const DECLARE = {
  summary: 'Declare an incident',
  body: Body,
  /** Throws `BadInput` for what does not fit, a fact or a severity that the service's policy does not have included. */
  read(input: unknown, policies: readonly PinnedPolicy[]): Declaring {
    const parsed = Body.safeParse(input);
    if (!parsed.success) throw badInput(parsed.error);
    const { title, facts = {}, service, severity, impact, drill } = parsed.data;
    const { policy } = responsibleFor(policies, service ?? policies[0]?.policy.services[0]?.name ?? '').pinned;
    const mistakes = [...unknownFacts(policy, facts), ...oddFacts(policy, facts), ...unknownSeverity(policy, severity)];
    if (mistakes.length > 0) throw new BadInput(mistakes);
    return { title, facts, ...defined({ severity, service, impact, drill }) };
  },
};

function unknownFacts(policy: Policy, facts: object): Mistake[] {
  const known = Object.keys(policy.classification.facts);
  const unknown = Object.keys(facts).filter((name) => !known.includes(name));
  const listed = known.length === 0 ? 'It has no facts' : `Its facts: ${known.join(', ')}`;
  return unknown.map((name) => ({
    path: `facts.${name}`,
    message: `the policy ${policy.name} has no such fact. ${listed}`,
  }));
}

/** What a fact of each unit can be. */
const UNITS: Record<Fact['unit'], { fits: (value: number | boolean) => boolean; message: string }> = {
  flag: { fits: (value) => typeof value === 'boolean', message: 'is a yes or no: true or false' },
  percent: {
    fits: (value) => typeof value === 'number' && value >= 0 && value <= 100,
    message: 'is a percentage: 0 to 100',
  },
  seconds: { fits: (value) => typeof value === 'number' && value >= 0, message: 'is a number of seconds' },
};

const oddFacts = (policy: Policy, facts: Record<string, number | boolean>): Mistake[] =>
  Object.entries(facts).flatMap(([name, value]) => {
    const fact = Object.hasOwn(policy.classification.facts, name) ? policy.classification.facts[name] : undefined;
    if (fact === undefined || UNITS[fact.unit].fits(value)) return [];
    return [{ path: `facts.${name}`, message: UNITS[fact.unit].message }];
  });

const unknownSeverity = (policy: Policy, severity: string | undefined): Mistake[] =>
  severity === undefined || isListed(policy, severity)
    ? []
    : [{ path: 'severity', message: notListed(policy, severity) }];
