import * as fc from 'fast-check';
import { evolve } from '../../../domain/evolve';
import { composePost, composeTicket } from '../../../domain/messages/compose';
import { composePage } from '../../../domain/messages/page';
import { openIncident } from '../../../domain/open';
import type { MessageName } from '../../../domain/state/effects';
import type { Incident } from '../../../domain/state/incident';
import type { PageReason } from '../../../domain/state/vocabulary';
import { deepFreeze } from '../../support/random-incident';
import { START } from '../../support/times';
import { alertOf, groupOf, guide } from '../../support/virtual-clock';

const MESSAGES: MessageName[] = [
  'initial',
  'bridge-invitation',
  'update',
  'nudge',
  'brief',
  'resolved',
  'cancelled',
  'severity-confirmed',
  'all-clear',
  'unticked',
  'still-failing',
  'unverified',
  'stable',
  'log-watch',
  'rollback',
];

const REASONS: PageReason[] = ['contact', 'unanswered', 'idle', 'escalated', 'decision-missed', 'relapse'];

const NASTY = [
  '@channel',
  '@here ',
  '@Everyone',
  '<!',
  '<!channel>',
  '<@U1>',
  '<https://x|y>',
  '](http://x)',
  '```',
  '{{lead}}',
];

const INVISIBLE = ['\u200b', '\u202e', '\u0000', '\u0007', '\u001b[31m', '\r', '\n', '\n# ', '\ufeff', '\u2066'];

const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(...NASTY, ...INVISIBLE),
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.string({ maxLength: 12 }),
    ),
    {
      maxLength: 10,
    },
  )
  .map((parts) => parts.join(''));

function incidentFrom(text: string): Incident {
  const alert = alertOf({ severity: 'P1', pod: text }, { summary: text, description: text, impact: text });
  const opened = openIncident(guide, {
    id: 'release-manager-7f3k2a9q-x4tm',
    address: 'release-manager-7f3k2a9q',
    policy: { name: guide.name, version: guide.version, hash: 'test', speed: 1 },
    at: START,
    by: { alerts: { ...groupOf(alert), service: text, serviceTitle: text, serviceUnknown: true } },
  });
  const finding = { title: 'Log Analysis', state: 'done' as const, text, at: START };
  const investigate = { do: 'investigate', key: 'investigate:log-analysis', step: 'log-analysis' } as const;
  const events = [
    { type: 'effect-done', effect: investigate, outcome: { of: 'finding', finding }, at: START },
    {
      type: 'effect-failed',
      effect: { do: 'open-bridge', key: 'bridge' },
      failure: { reason: text, unclear: false },
      at: START,
    },
    {
      type: 'watch-reported',
      report: { of: 'probes', readings: { health: { passed: true, evidence: text } }, unread: { p99: text } },
      at: START,
    },
    {
      type: 'watch-reported',
      report: { of: 'probes', readings: { health: { passed: false, evidence: text } }, unread: {} },
      at: START,
    },
    { type: 'alerts-arrived', group: groupOf(alertOf({ pod: 'b' }, { summary: text })), at: START },
  ] as const;
  return events.reduce<Incident>((incident, event) => evolve(guide, incident, event), deepFreeze(opened));
}

function written(incident: Incident): string[] {
  const posts = MESSAGES.map((message) => composePost(guide, incident, message, START));
  const pages = REASONS.map((reason) =>
    composePage(guide, incident, { do: 'page', key: 'k', to: 'otto', reason, kind: 'brief' }, START),
  );
  const tickets = (['incident', 'permanent-fix'] as const).map((purpose) =>
    composeTicket(guide, incident, purpose, START),
  );
  return [...posts, ...pages, ...tickets].flatMap(({ subject, text }) => [subject, text]);
}

test('no text of an alert or of a tool pings, links or hides anything in any message', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      for (const message of written(incidentFrom(text))) {
        expect(message).not.toMatch(/@(channel|here|everyone)\b/i);
        expect(message).not.toMatch(/<!|<@|<https?:|\]\(/);
        expect(message).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}]/u);
      }
    }),
    { numRuns: 60, seed: 20240115 },
  );
});

test('a subject is one line', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      const incident = incidentFrom(text);
      for (const message of MESSAGES) expect(composePost(guide, incident, message, START).subject).not.toContain('\n');
    }),
    { numRuns: 30, seed: 20240115 },
  );
});
