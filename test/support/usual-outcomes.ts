/** What does an effect bring back when a test does not say otherwise? */
import type { Effect } from '../../domain/state/effects';
import type { EffectOutcome, Readings } from '../../domain/state/events';
import type { Instant, PersonId, Role } from '../../domain/state/vocabulary';
import { HOUR, START } from './times';

/** What healthy probes read. */
export const allPassed = (probes: string[]): Readings['readings'] =>
  Object.fromEntries(probes.map((probe) => [probe, { passed: true, evidence: 'as it should be' }]));

/** The outcome of an effect for which a test says nothing: it succeeds. */
export function usualOutcome(effect: Effect, holders: Record<PersonId, Role[]>, at: Instant): EffectOutcome {
  switch (effect.do) {
    case 'find-people':
    case 'find-holders': {
      const asked = new Set(effect.roles);
      const people = Object.entries(holders)
        .map(([id, roles]) => ({ id, name: id, roles, asked: effect.roles.filter((role) => roles.includes(role)) }))
        .filter(({ roles }) => roles.some((role) => asked.has(role)));
      const missing = effect.roles.filter((role) => !people.some(({ roles }) => roles.includes(role)));
      return { of: 'people', people, missing, problems: missing.map((role) => `Nobody holds ${role}`) };
    }
    case 'investigate':
      return { of: 'finding', finding: { title: effect.step, state: 'done', text: 'none', at } };
    case 'rehearse-rollback':
      return {
        of: 'rehearsed',
        from: 'v2024.01.15',
        to: effect.to ?? 'v2024.01.14',
        text: 'would go back',
        byHand: false,
      };
    case 'find-stable':
      return { of: 'readings', readings: allPassed(effect.probes), unread: {} };
    case 'read-versions':
      return { of: 'versions', versions: { running: 'v2024.01.15', target: 'v2024.01.14', kept: ['v2024.01.14'] } };
    case 'read-back-rollback':
      return { of: 'read-back', current: effect.to ?? '' };
    case 'find-business-day':
      return { of: 'business-day', endsAt: START + 26.5 * HOUR };
    case 'find-slot':
      return { of: 'slot', startsAt: effect.soonBy - 2 * HOUR, inBusinessHours: true };
    case 'find-previous':
      return { of: 'previous' };
    case 'open-bridge':
      return { of: 'delivered', reference: effect.key, url: 'https://zoom.us/j/1' };
    default:
      return { of: 'delivered', reference: effect.key };
  }
}
