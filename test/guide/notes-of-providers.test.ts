import type { Effect } from '../../domain/state/effects';
import type { EffectOutcome } from '../../domain/state/events';
import { incidentOf } from '../support/virtual-clock';

const answering =
  (what: Effect['do'], outcome: Partial<Extract<EffectOutcome, { of: 'delivered' }>>) =>
  (effect: Effect): EffectOutcome | undefined =>
    effect.do === what ? { of: 'delivered', reference: 'r', ...outcome } : undefined;

describe('what a provider did differently from what was asked is on record', () => {
  test('a different bridge from the incident’s own, and why; the incident uses it', () => {
    const url = 'https://zoom.example/j/4711';
    const note = 'this is the standing link, because Zoom is not available: 503';
    const { incident } = incidentOf('P1', { answer: answering('open-bridge', { url, note }) });
    expect(incident.bridge?.url).toBe(url);
    const entry = incident.timeline.find(({ kind }) => kind === 'bridge');
    expect(entry).toMatchObject({ text: `Bridge: ${url}`, because: note });
  });

  test('a ticket without the fields that the tracker refused, as plain text', () => {
    const note = 'no priority: the project did not take it\n@channel';
    const url = 'https://example.atlassian.net/browse/OPS-1';
    const { incident } = incidentOf('P3', { answer: answering('create-ticket', { url, note }) });
    const entry = incident.timeline.find(({ kind }) => kind === 'ticket');
    expect(entry?.text).toBe(`Ticket created: ${url} (no priority: the project did not take it ＠channel)`);
  });
});
