import type { Effect } from '../../domain/state/effects';
import type { EffectOutcome } from '../../domain/state/events';
import { joiningOf } from '../../domain/alerts/merge';
import { evolve } from '../../domain/evolve';
import { publicWords } from '../../domain/status-page/words';
import { view } from '../../domain/view';
import type { Policy } from '../../policy/schema';
import { MINUTE, START } from '../support/times';
import {
  alertOf,
  groupOf,
  guide,
  guideWith,
  incidentOf,
  type VirtualIncident,
  VirtualIncident as Virtual,
} from '../support/virtual-clock';

/** What the status page was asked to show, as `5m status-page:1:opened`. */
const shown = (incident: VirtualIncident): string[] =>
  incident.tried.filter((line) => line.includes(' status-page:') && !line.endsWith(':ask'));
const asked = (incident: VirtualIncident): string[] => incident.tried.filter((line) => line.endsWith(':ask'));

const wordsOf = ({ incident }: VirtualIncident, policy: Policy = guide) => {
  if (incident.statusPage === undefined) throw new Error('The public is told nothing.');
  return publicWords(policy, incident, incident.statusPage.statement);
};

/** A policy that waits for nobody. */
const atOnce = guideWith(({ statusPage }) => {
  if (statusPage?.severities.P1) statusPage.severities.P1.opens = 'at-once';
});

describe('whether the public is told', () => {
  test('nothing goes public by itself; the lead is asked once, with the proposed words', () => {
    const incident = incidentOf('P1').until(4 * MINUTE);
    expect(asked(incident)).toEqual([]);
    incident.does('otto', { do: 'acknowledge' }).until(20 * MINUTE);
    expect(asked(incident)).toEqual(['4m status-page:1:ask']);
    expect(incident.text('status-page:1:ask')).toContain('Release Manager is unavailable.');
    expect(incident.text('status-page:1:ask')).toContain(`muster publish ${incident.incident.id}`);
    expect(shown(incident)).toEqual([]);
  });

  test('a person confirms it: it opens with the policy’s own words, and says when the next update comes', () => {
    const incident = incidentOf('P1')
      .does('otto', { do: 'acknowledge' })
      .until(5 * MINUTE);
    incident.does('otto', { do: 'publish' });
    expect(shown(incident)).toEqual(['5m status-page:1:opened']);
    expect(wordsOf(incident)).toEqual({
      title: 'Problems with Release Manager',
      text: "Release Manager is unavailable. We're investigating. Next update by 15:05 UTC.",
      status: 'investigating',
      impact: 'critical',
      component: 'major-outage',
    });
    expect(asked(incident.until(20 * MINUTE))).toEqual(['0m status-page:1:ask']);
  });

  test('a policy may open it at once', () => {
    const incident = incidentOf('P1', { policy: atOnce }).until(MINUTE);
    expect(shown(incident)).toEqual(['0m status-page:1:opened']);
    expect(incident.incident.statusPage).toMatchObject({ by: 'muster', shownAt: START });
    expect(asked(incident.does('otto', { do: 'acknowledge' }))).toEqual([]);
  });

  test('P3 and P4 stay internal', () => {
    const incident = incidentOf('P3')
      .does('otto', { do: 'acknowledge' })
      .until(30 * MINUTE);
    expect(incident.refusal('otto', { do: 'publish' })).toBe('The policy keeps P3 incidents off the status page.');
    expect([...asked(incident), ...shown(incident)]).toEqual([]);
  });

  test('an incident whose policy has no status page neither asks nor publishes', () => {
    const policy = guideWith((changed) => {
      changed.statusPage = null;
    });
    const incident = incidentOf('P1', { policy })
      .does('otto', { do: 'acknowledge' })
      .until(40 * MINUTE);
    expect([...asked(incident), ...shown(incident)]).toEqual([]);
    expect(incident.refusal('otto', { do: 'publish' })).toContain('has no status page');
  });
});

describe('what the public reads', () => {
  const published = (
    options: { policy?: Policy; answer?: (effect: Effect) => EffectOutcome | Error | undefined } = {},
  ) => incidentOf('P1', options).does('otto', { do: 'acknowledge' }).does('otto', { do: 'publish' });

  test('follows the status, in the words that the policy has for it', () => {
    const incident = published().until(10 * MINUTE);
    incident.does('otto', { do: 'status', status: 'identified', text: 'orders_db has no index' });
    expect(wordsOf(incident)).toMatchObject({ status: 'identified' });
    expect(wordsOf(incident)?.text).not.toContain('orders_db');
    // To the public, mitigating is the same as identified: nothing new to tell.
    incident.until(11 * MINUTE).does('otto', { do: 'status', status: 'mitigating' });
    incident.until(12 * MINUTE).does('otto', { do: 'status', status: 'monitoring' });
    expect(shown(incident)).toEqual([
      '0m status-page:1:opened',
      '10m status-page:1:update:2',
      '12m status-page:1:update:3',
    ]);
    expect(wordsOf(incident)?.text).toBe(
      "A fix is in place. We're monitoring Release Manager to make sure that it stays stable. Next update by 15:12 UTC.",
    );
  });

  test('once a fix is in place, impact and component are as calm as the text; at the end the impact is the severity’s', () => {
    const incident = published().until(10 * MINUTE);
    expect(wordsOf(incident)).toMatchObject({ impact: 'critical', component: 'major-outage' });
    incident.does('otto', { do: 'status', status: 'monitoring' });
    expect(wordsOf(incident)).toMatchObject({ status: 'monitoring', impact: 'minor', component: 'degraded' });
    incident.until(15 * MINUTE).does('otto', { do: 'status', status: 'mitigating' });
    expect(wordsOf(incident)).toMatchObject({ status: 'identified', impact: 'critical', component: 'major-outage' });
    incident.does('otto', { do: 'resolve', resolution: 'rolled back', override: 'measured by hand' });
    expect(wordsOf(incident)).toMatchObject({ status: 'resolved', impact: 'critical', component: 'operational' });
  });

  test('a service that the policy does not name begins its sentence with a capital', () => {
    const incident = incidentOf('P1').until(MINUTE);
    const { incident: known } = incident.does('otto', { do: 'publish' });
    if (known.statusPage === undefined) throw new Error('Nothing is published.');
    const words = publicWords(guide, { ...known, serviceUnknown: true }, known.statusPage.statement);
    expect(words?.text).toMatch(/^One of our services is unavailable\./);
  });

  test('a relapse is published too', () => {
    const incident = published()
      .until(10 * MINUTE)
      .does('otto', { do: 'status', status: 'monitoring' });
    incident.until(15 * MINUTE).does('otto', { do: 'status', status: 'mitigating' });
    expect(wordsOf(incident)).toMatchObject({ status: 'identified' });
    expect(shown(incident)).toHaveLength(3);
  });

  test('the time that it names is kept, even when nothing is new', () => {
    const incident = published().until(61 * MINUTE);
    expect(shown(incident)).toEqual([
      '0m status-page:1:opened',
      '30m status-page:1:update:2',
      '1h status-page:1:update:3',
    ]);
    expect(wordsOf(incident)?.text).toContain('Next update by 16:00 UTC.');
  });

  test('after an outage of Muster: one statement, not one for each that was promised', () => {
    const incident = published().deadUntil(200 * MINUTE);
    expect(shown(incident)).toEqual(['0m status-page:1:opened', '3h20m status-page:1:update:2']);
  });

  test('without an interval it speaks only when something changes, and promises no time', () => {
    const policy = guideWith(({ statusPage }) => {
      if (statusPage) statusPage.updateEvery = null;
    });
    const incident = published({ policy }).until(90 * MINUTE);
    expect(shown(incident)).toEqual(['0m status-page:1:opened']);
    expect(wordsOf(incident, policy)?.text).toContain('Next update when we have news.');
  });

  test('the impact is what a person has written for the public, until they rewrite it', () => {
    const incident = published().until(5 * MINUTE);
    incident.does('otto', { do: 'publish', impact: 'Nobody can create a release' });
    expect(wordsOf(incident)?.text).toContain("Nobody can create a release. We're investigating.");
    expect(incident.refusal('otto', { do: 'publish', impact: 'Nobody can create a release' })).toContain('already');
    expect(incident.refusal('otto', { do: 'publish' })).toContain('It is already on the status page');
    incident.until(6 * MINUTE).does('otto', { do: 'publish', impact: 'New releases wait.' });
    expect(wordsOf(incident)?.text).toContain("New releases wait. We're");
    expect(shown(incident)).toHaveLength(3);
  });

  test('no alert text, internal update, name or cause ever gets there', () => {
    const secretive = alertOf(
      { severity: 'P1', service: 'release-manager', host: 'db-7.internal' },
      { summary: 'ORA-600 on db-7.internal', description: 'see runbook', impact: 'tenant ACME is down' },
    );
    const seen: string[] = [];
    const incident = new Virtual(groupOf(secretive), {
      onEvent: (_before, _event, after) => {
        const words = after.statusPage && publicWords(guide, after, after.statusPage.statement);
        if (words !== undefined) seen.push(`${words.title} ${words.text}`);
      },
    });
    incident
      .does('otto', { do: 'acknowledge' })
      .does('otto', { do: 'publish' })
      .until(2 * MINUTE);
    incident.does('otto', { do: 'update', text: 'failover of db-7.internal', impact: 'ACME cannot log in' });
    incident.does('otto', { do: 'status', status: 'identified', text: 'ORA-600' }).until(31 * MINUTE);
    incident.does('otto', { do: 'resolve', resolution: 'restarted db-7', rootCause: 'ORA-600', override: 'seen' });
    expect(incident.incident.statusPage?.statement.kind).toBe('resolved');
    expect(seen.length).toBeGreaterThan(5);
    for (const text of seen) expect(text).not.toMatch(/ORA|db-7|internal|ACME|otto|runbook|failover|restarted/i);
  });

  test('a service that only an alert has named is not published', () => {
    const stray = { ...groupOf(alertOf({ severity: 'P1' })), serviceTitle: 'payroll-db-2', serviceUnknown: true };
    const incident = new Virtual(stray).does('otto', { do: 'acknowledge' }).does('otto', { do: 'publish' });
    expect(wordsOf(incident)).toMatchObject({ title: 'Problems with one of our services' });
  });

  test('what a person writes can’t act: no markup, no ping, one paragraph', () => {
    const incident = published();
    incident.does('otto', { do: 'publish', impact: '<b>Down</b>\n\n@everyone see [here](https://x.example)' });
    expect(wordsOf(incident)?.text).toContain('bDown/b ＠everyone see [here] (https://x.example)');
  });

  test('two statements are never under way at the same time; a page that is down gets the newest', () => {
    let isDown = true;
    const answer = (effect: Effect) =>
      effect.do === 'show-statement' && isDown ? new Error('Statuspage is not available') : undefined;
    const incident = published({ answer }).until(MINUTE);
    incident.does('otto', { do: 'status', status: 'identified' }).until(2 * MINUTE);
    expect(view(guide, incident.incident, incident.now).failing).toMatchObject([
      { key: 'status-page:1:update:2', reason: 'Statuspage is not available' },
    ]);
    isDown = false;
    incident.until(3 * MINUTE);
    expect(incident.incident.statusPage?.shownAt).toBe(START + 2.5 * MINUTE);
    expect(shown(incident).at(-1)).toBe('2m30s status-page:1:update:2');
  });
});

describe('the end', () => {
  const published = () => incidentOf('P1').does('otto', { do: 'acknowledge' }).does('otto', { do: 'publish' });

  test('resolved with the incident, with the time that it took and the component set back', () => {
    const incident = published().until(45 * MINUTE);
    incident.does('otto', { do: 'resolve', resolution: 'rolled back', override: 'seen' });
    expect(shown(incident).at(-1)).toBe('45m status-page:1:resolved');
    expect(wordsOf(incident)).toMatchObject({
      text: "This incident is resolved. It lasted 45 min. We're sorry for the disruption.",
      status: 'resolved',
      component: 'operational',
    });
    expect(shown(incident.until(300 * MINUTE))).toHaveLength(3);
  });

  test('a false alarm is withdrawn', () => {
    const incident = published()
      .until(5 * MINUTE)
      .does('otto', { do: 'cancel', reason: 'a test of ours' });
    expect(shown(incident).at(-1)).toBe('5m status-page:1:withdrawn');
    expect(wordsOf(incident)?.text).toContain("We've withdrawn this report");
    expect(view(guide, incident.incident, incident.now).statusPage).toMatchObject({ state: 'withdrawn' });
  });

  test('an internal severity withdraws it; if the severity is public again, somebody has to confirm again', () => {
    const incident = published().until(5 * MINUTE);
    incident.does('otto', { do: 'severity', severity: 'P3', reason: 'one customer' });
    expect(shown(incident).at(-1)).toBe('5m status-page:1:withdrawn');
    expect(wordsOf(incident)?.text).toContain('less severe than we first reported');
    incident.until(9 * MINUTE).does('otto', { do: 'severity', severity: 'P2', reason: 'many more' });
    expect(asked(incident)).toEqual(['0m status-page:1:ask', '9m status-page:2:ask']);
    incident.does('otto', { do: 'publish' });
    expect(shown(incident).at(-1)).toBe('9m status-page:2:opened');
    expect(wordsOf(incident)).toMatchObject({ impact: 'major', component: 'partial-outage' });
  });

  test('another severity that is public changes impact and words', () => {
    const incident = published()
      .until(5 * MINUTE)
      .does('otto', { do: 'severity', severity: 'P2', reason: 'half' });
    expect(wordsOf(incident)).toMatchObject({ impact: 'major', status: 'investigating' });
  });

  test('an incident merged into another stays published until the other one has taken over', () => {
    const incident = published().until(5 * MINUTE);
    const into = { id: 'other-1', address: 'other', title: 'other' };
    incident.does('otto', { do: 'merge', into, reason: 'same' });
    expect(shown(incident)).toEqual(['0m status-page:1:opened']);
    expect(joiningOf(incident.incident)).toBeDefined();
    incident.incident = evolve(guide, incident.incident, { type: 'handed-over', at: incident.now });
    expect(shown(incident.until(6 * MINUTE)).at(-1)).toBe('6m status-page:1:withdrawn');
    expect(wordsOf(incident)?.text).toBe(
      "This problem has the same cause as another incident that we're already working on. We're closing this report and will continue there.",
    );
  });

  test('a person can withdraw it; then it stays withdrawn, and nobody is asked again', () => {
    const incident = incidentOf('P1', { policy: atOnce })
      .does('otto', { do: 'acknowledge' })
      .until(5 * MINUTE);
    expect(incident.refusal('otto', { do: 'unpublish', reason: ' ' })).toContain('Say why');
    incident.does('otto', { do: 'unpublish', reason: 'the wrong page' });
    incident
      .until(6 * MINUTE)
      .does('otto', { do: 'severity', severity: 'P2', reason: 'half' })
      .until(60 * MINUTE);
    expect(shown(incident)).toEqual(['0m status-page:1:opened', '5m status-page:1:withdrawn']);
    expect(asked(incident)).toEqual([]);
    expect(incident.refusal('otto', { do: 'unpublish', reason: 'again' })).toBe(
      'This incident is not on the status page.',
    );
    incident.does('otto', { do: 'publish' });
    expect(shown(incident).at(-1)).toBe('1h status-page:2:opened');
  });
});

test('a guide that requires it by a deadline has it as a task on the ledger', () => {
  const policy = guideWith(({ severities }) => {
    severities.P1.actions.push({
      id: 'tell-the-public',
      text: 'Tell the public',
      owner: 'lead',
      metBy: 'status-page',
      within: 10 * MINUTE,
      assumption: 'a promise to customers',
    });
  });
  const late = incidentOf('P1', { policy }).until(11 * MINUTE);
  expect(late.obligation('task:tell-the-public')?.state).toBe('missed');
  late.does('otto', { do: 'publish' });
  expect(late.obligation('task:tell-the-public')).toMatchObject({ state: 'late', by: 'otto', lateByMs: MINUTE });
  const met = incidentOf('P1', { policy })
    .until(9 * MINUTE)
    .does('otto', { do: 'publish' });
  expect(met.obligation('task:tell-the-public')).toMatchObject({ state: 'met', by: 'otto' });
});
