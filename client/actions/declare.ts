/** What can a person say when declaring an incident, and which facts does the policy accept? */
import { z } from 'zod';
import type { PinnedPolicy } from '../../workflows/contract';
import type { Declaring } from '../incidents/api';
import { responsibleFor } from '../incidents/policies';
import { BadInput, badInput, Name, Text } from './action';
import { defined } from '../../domain/state/fields';

const Body = z.strictObject({
  title: z.string().trim().min(1, 'is empty').max(300),
  severity: z
    .enum(['P1', 'P2', 'P3', 'P4'])
    .optional()
    .describe('if omitted, derived from the facts and from your words'),
  service: Name.optional(),
  impact: Text.optional(),
  facts: z
    .record(z.string().max(100), z.union([z.number(), z.boolean()]))
    .optional()
    .describe('measured facts by their names in the policy, such as usersAffectedPercent'),
});

/** How an incident is declared by hand, on every way in. The one thing that a person does without an incident. */
export const DECLARE = {
  summary: 'Declare an incident',
  body: Body,
  /** Throws `BadInput` for what does not fit, a fact that the service's policy does not have included. */
  read(input: unknown, policies: readonly PinnedPolicy[]): Declaring {
    const parsed = Body.safeParse(input);
    if (!parsed.success) throw badInput(parsed.error);
    const { title, facts = {}, service, severity, impact } = parsed.data;
    refuseUnknownFacts(policies, service, facts);
    return { title, facts, ...defined({ severity, service, impact }) };
  },
};

function refuseUnknownFacts(policies: readonly PinnedPolicy[], service: string | undefined, facts: object): void {
  const { policy } = responsibleFor(policies, service ?? policies[0]?.policy.services[0]?.name ?? '').pinned;
  const known = Object.keys(policy.classification.facts);
  const unknown = Object.keys(facts).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const message = `the policy ${policy.name} has no such fact. Its facts: ${known.join(', ')}`;
  throw new BadInput(unknown.map((name) => ({ path: `facts.${name}`, message })));
}
