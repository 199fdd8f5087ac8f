import { view } from '../../domain/view';
import { guide, incidentOf, type VirtualIncident } from '../support/virtual-clock';

describe('what a person is offered to publish', () => {
  const offered = ({ incident, now }: VirtualIncident) => view(guide, incident, now).mayPublish;

  test('is exactly what the page would say, and afterwards what it says', () => {
    const incident = incidentOf('P1')
      .does('otto', { do: 'acknowledge' })
      .does('otto', { do: 'status', status: 'identified' });
    const before = offered(incident);
    expect(before).toEqual({
      isPublic: false,
      title: 'Problems with Release Manager',
      text: "Release Manager is unavailable. We're working on a fix. Next update by 15:00 UTC.",
      impact: 'Release Manager is unavailable.',
      status: 'identified',
      shownAs: { impact: 'critical', component: 'major-outage' },
    });
    incident.does('otto', { do: 'publish' });
    expect(view(guide, incident.incident, incident.now).statusPage?.text).toBe(before?.text);
    incident.does('otto', { do: 'publish', impact: 'No release can be made.' });
    expect(offered(incident)).toMatchObject({ isPublic: true, impact: 'No release can be made.' });
  });

  test('is nothing if the policy keeps it internal, and nothing after the end', () => {
    expect(offered(incidentOf('P3'))).toBeUndefined();
    const ended = incidentOf('P1').does('otto', { do: 'acknowledge' }).does('otto', { do: 'cancel', reason: 'a test' });
    expect(offered(ended)).toBeUndefined();
  });

  test('if two people publish it first, each in their own words, only one succeeds', () => {
    const incident = incidentOf('P1').does('otto', { do: 'acknowledge' });
    incident.does('otto', { do: 'publish', first: true, impact: 'Otto’s words' });
    expect(incident.refusal('vera', { do: 'publish', first: true, impact: 'Vera’s words' })).toBe(
      'otto has already published. Check the status page; publish again to change the wording.',
    );
    expect(incident.tried.filter((line) => line.includes('status-page:1:opened'))).toHaveLength(1);
    expect(incident.incident.statusPage?.statement).toMatchObject({ n: 1, impact: 'Otto’s words' });
  });
});
