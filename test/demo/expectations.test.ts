import { disappointments } from '../../demo/expectations';
import type { PlayOutcome } from '../../demo/outcome';
import type { ObligationView } from '../../domain/ledger/view';
import { GOOD, INCIDENT, line, minute, OUTBOX, POST_MORTEM } from './outcome';

const after = (change: Partial<PlayOutcome>): string[] => disappointments({ ...GOOD, ...change });

const withObligation = (id: string, change: Partial<ObligationView>): Partial<PlayOutcome> => ({
  incident: {
    ...INCIDENT,
    obligations: INCIDENT.obligations.map((owed) => (owed.id === id ? { ...owed, ...change } : owed)),
  },
});

describe('what the demo expects', () => {
  it('is content with a play that went as it should', () => {
    expect(disappointments(GOOD)).toEqual([]);
  });

  it.each([
    ['a message that went out twice', { sent: [...OUTBOX, line('brief:1:chat', 15.2)] }, /sent twice: brief:1:chat/],
    ['a page too few', { sent: OUTBOX.slice(1) }, /4 such messages, expected 5/],
    [
      'a page that came late',
      { sent: OUTBOX.map((one) => (one.key === 'page:P1:30m:cto:1' ? { ...one, at: minute(9) } : one)) },
      /page:P1:30m:cto:1 went out at minute 9\.0, expected 5/,
    ],
    [
      'a page to all after somebody answered',
      { sent: [...OUTBOX, line('page:P1:0m:devops-lead:4', 8)] },
      /still paged/,
    ],
    [
      'a CEO who was called, whatever the key is called',
      { sent: [...OUTBOX, line('page:P1:60m:chief:1', 60, { to: ['nadia-haddad'] })] },
      /nadia-haddad by page:P1:60m:chief:1/,
    ],
    [
      'a CEO who is on the incident',
      { incident: { ...INCIDENT, people: [...INCIDENT.people, { id: 'nadia-haddad', name: 'N', roles: ['ceo'] }] } },
      /nadia-haddad is on the incident/,
    ],
    ['an unhealthy service', { service: { version: 'v2024.01.15', healthy: false } }, /really recovered/],
    ['a second incident', { repeated: { ...GOOD.repeated, address: 'release-manager-other' } }, /same incident/],
    ['a process that nobody started again', { outage: { ...GOOD.outage, killed: [] } }, /killed and started again/],
    ['a post-mortem that goes on', { isPostMortemComplete: false }, /held, signed and complete/],
    ['a file that is not there', { written: ['timeline', 'outbox'] }, /missing: p\.md, i\.ics/],
  ] satisfies [string, Partial<PlayOutcome>, RegExp][])('names %s', (_what, change, problem) => {
    expect(after(change).join('\n')).toMatch(problem);
  });

  it('names each obligation that ended otherwise, one that is missing and one that nobody knows', () => {
    expect(after(withObligation('stability', { state: 'open' }))).toEqual([
      expect.stringContaining('stability is open, expected met'),
    ]);
    expect(after(withObligation('response', { id: 'stranger' }))).toEqual([
      expect.stringMatching(/response is missing; stranger is late, expected no such obligation/),
    ]);
    const unsigned = { ...POST_MORTEM, obligations: POST_MORTEM.obligations.slice(0, -1) };
    expect(after({ postMortem: unsigned })).toEqual([expect.stringContaining('action-item:a1 is missing')]);
  });

  it('wants an outage to be caught up with once', () => {
    const outage = { ...GOOD.outage, backAt: Date.parse(minute(16)), answeredAt: Date.parse(minute(16.5)) };
    expect(after({ outage })).toEqual([expect.stringContaining('caught up with update:2, update:3')]);
  });

  it('lets a message that fell into the outage go out after it', () => {
    const sent = OUTBOX.map((one) => (one.key.startsWith('brief:') ? { ...one, at: minute(18) } : one));
    expect(after({ sent }).join('\n')).toMatch(/brief:1:chat went out at minute 18/);
    expect(
      after({ sent, outage: { ...GOOD.outage, at: Date.parse(minute(12)), backAt: Date.parse(minute(17)) } }),
    ).toEqual([]);
  });

  it('wants what has a vendor to be there, each vendor to be reached, and a button to be pressed', () => {
    const vendors = [{ name: 'Slack', ports: ['page', 'chat'] as const }];
    const atSlack = OUTBOX.map((one) => (['page', 'chat'].includes(one.port) ? { ...one, vendor: 'Slack' } : one));
    const pressed = INCIDENT.timeline.map((entry) =>
      entry.kind === 'acknowledged' ? { ...entry, via: 'slack' } : entry,
    );
    const incident = { ...INCIDENT, timeline: pressed };
    expect(after({ vendors, sent: atSlack, incident })).toEqual([]);
    expect(after({ vendors, sent: atSlack })).toEqual([expect.stringMatching(/by a button: it came by nothing/)]);
    expect(after({ vendors, sent: OUTBOX, incident })).toEqual([
      expect.stringMatching(/Slack received nothing/),
      expect.stringMatching(/not to the outbox: page:P1/),
    ]);
    const twice = [...atSlack, ...atSlack.slice(0, 1).map(({ vendor: _slack, ...one }) => one)];
    expect(after({ vendors, sent: twice, incident }).join('\n')).toMatch(/sent twice: page:P1:0m:vp-engineering:1/);
  });

  it('wants an outbox only where something has no vendor', () => {
    const written = GOOD.written.filter((file) => file !== 'outbox');
    expect(after({ written })).toEqual([expect.stringMatching(/missing: o\.jsonl/)]);
    expect(after({ written, sent: OUTBOX.map((one) => ({ ...one, vendor: 'Pigeons' })) })).toEqual([]);
  });

  it('lets be late what was due while nothing ran, and nothing else', () => {
    const late = (dueAt: number) =>
      after(withObligation('task:prepare-decision', { state: 'late', dueAt: minute(dueAt) }));
    expect(late(8)).toEqual([]);
    expect(late(15)).toHaveLength(1);
  });
});
