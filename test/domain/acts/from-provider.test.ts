import { atProvider, notedUnheeded, unheeded } from '../../../domain/acts/from-provider';
import type { ProviderAct } from '../../../domain/state/alert';
import { incidentOf } from '../../support/virtual-clock';

const { incident } = incidentOf('P1').until(60_000);

const answer = (more: Partial<ProviderAct> = {}): ProviderAct => ({
  eventId: 'event-1',
  pageOf: incident.id,
  by: 'otto',
  byName: 'otto',
  roles: [],
  via: 'pagerduty',
  deed: { do: 'acknowledge' },
  ...more,
});

describe('an acknowledgement of a page of ours, at its provider', () => {
  it('is an act of the person who was paged, under the name that the incident knows', () => {
    const byName = incident.people['otto']?.name;
    expect(unheeded(incident, answer())).toBeUndefined();
    expect(atProvider(incident, answer())).toMatchObject({ by: 'otto', byName, do: 'acknowledge', actId: 'event-1' });
  });

  it('is nothing to another incident at the same address', () => {
    const other = answer({ pageOf: `${incident.id}x` });
    expect(atProvider(incident, other)).toBeUndefined();
    expect(unheeded(incident, other)).toBeUndefined();
  });

  it.each([
    [
      'of somebody whom this incident never paged',
      { by: 'mallory', byName: 'mallory' },
      /has paged nobody of that name/,
    ],
    ['that anyone on the machine may have sent', { unproven: true as const }, /neither a token nor a signature/],
  ])('%s is on the timeline once and changes nothing', (_whose, more, because) => {
    const given = answer(more);
    expect(unheeded(incident, given)).toMatch(because);
    const once = notedUnheeded(incident, given, incident.startedAt + 60_000);
    const twice = notedUnheeded(once, given, incident.startedAt + 61_000);
    expect(twice.timeline).toBe(once.timeline);
    const { timeline, nextSeq, unheeded: counted, ...rest } = once;
    expect(incident).toMatchObject(rest);
    expect([counted?.[given.by], twice.unheeded?.[given.by]]).toEqual([1, 2]);
    expect(timeline.at(-1)).toMatchObject({ kind: 'unheeded', via: 'pagerduty' });
    expect(nextSeq - incident.nextSeq).toBe(1);
  });
});
