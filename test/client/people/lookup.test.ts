import { policyOfAddress, responsibleFor } from '../../../client/incidents/policies';
import { findPerson, personRef } from '../../../client/people/lookup';
import { aDirectory, NOW, shippedPolicy } from '../../support/client';

const directory = aDirectory().current();

describe('people', () => {
  it.each(['ada', '@ada', 'Ada Byron', 'ADA'])('are found as %s', (named) => {
    expect(findPerson(directory, named)?.id).toBe('ada');
  });

  it('are found although they are on call by the word of PagerDuty alone', () => {
    const zoe = {
      id: 'pagerduty-pz0e',
      name: 'Zoe Zander',
      roles: [],
      contactPoints: [],
      access: 'responder' as const,
    };
    const found = personRef({ ...directory, outside: [zoe] }, 'pagerduty-PZ0E', NOW);
    expect(found).toMatchObject({ id: 'pagerduty-pz0e', name: 'Zoe Zander' });
  });

  it('hold their own roles and those of being on call', () => {
    expect(personRef(directory, 'ada', NOW).roles).toEqual(['vp-engineering']);
    expect(personRef(directory, 'grace', NOW).roles).toEqual(['on-call-engineer', 'all-on-call']);
    expect(personRef(directory, 'linus', NOW).roles).toEqual(['all-on-call']);
  });

  it('are on call only while their turn lasts', () => {
    expect(personRef(directory, 'grace', Date.parse('2025-12-31T00:00:00Z')).roles).toEqual([]);
  });

  it('act under their own name when nobody knows them', () => {
    expect(personRef(directory, ' somebody ', NOW)).toEqual({ id: 'somebody', name: 'somebody', roles: [] });
  });
});

describe('policies', () => {
  const [pinned] = shippedPolicy();
  if (pinned === undefined) throw new Error('There is a policy.');
  const other = {
    ...pinned,
    policy: {
      ...pinned.policy,
      name: 'other',
      catchAll: false,
      services: [{ name: 'other', title: 'Other', aliases: [], labels: {} }],
    },
  };

  it('answer for their services by name and alias', () => {
    expect(responsibleFor([other, pinned], 'Release Manager API')).toMatchObject({
      pinned,
      service: 'release-manager',
      title: 'Release Manager',
      unknown: false,
    });
  });

  it('leave what nobody names to the one that catches all, marked', () => {
    expect(responsibleFor([other, pinned], 'nobody')).toMatchObject({ pinned, service: 'nobody', unknown: true });
  });

  it('drop nothing even where none catches all', () => {
    expect(responsibleFor([other], 'nobody')).toMatchObject({ pinned: other, unknown: true });
  });

  it('are found again by the addresses that were made for them', () => {
    expect(policyOfAddress([other, pinned], 'other-7f3k2a9q')).toBe(other);
    expect(policyOfAddress([other, pinned], 'strange-7f3k2a9q')).toBe(pinned);
  });
});
