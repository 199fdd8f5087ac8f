import { charactersOf, column, plain, type Sheet, wrapped } from '../../../client/cli/pages/layout';
import { listPage } from '../../../client/cli/pages/list';
import { onCallPage } from '../../../client/cli/pages/on-call';
import { postMortemPage } from '../../../client/cli/pages/post-mortem';
import { showPage, watchPage } from '../../../client/cli/pages/show';
import { timelinePage } from '../../../client/cli/pages/timeline';
import { whoIsOnCall } from '../../../client/people/on-call';
import type { PostMortemView } from '../../../domain/post-mortem/view';
import { aDirectory, aSummary, aView, NOW, shippedPolicy } from '../../support/client';

const paper: Sheet = { now: NOW, width: 80, colour: false };

/** Nothing that a terminal would act on, and no line wider than the sheet. */
function expectPlain(page: string): void {
  expect(page).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  for (const line of page.split('\n')) expect(charactersOf(line).length).toBeLessThanOrEqual(80);
}

describe('an incident', () => {
  it('is one page', () => {
    const page = showPage(aView(), paper);
    expectPlain(page);
    expect(page).toMatchInlineSnapshot(`
     "P1 Critical MITIGATING release-manager: Release Manager API degraded
     release-manager-7f3k2a9q-x4tm since 2026-11-23 08:00 UTC, 41 min 30 s ago

     Why     label severity=P1; a second reason that is long enough to need another
             line on the page
     Lead    Grace Hopper
     Next    in 2 min 30 s: nudge the lead
     Alerts  1 of 2 firing
             Release Manager API degraded
     Impact  Nobody can deploy
     Bridge  https://zoom.example/j/1

     OVERDUE
     ! 36 min 30 s late  VP Engineering joins (vp-engineering) [join:vp-engineering]
     ! 11 min 30 s late  Decide: roll back or fix forward (lead)

     DUE
       in 3 min 30 s     Post update 8 (lead)
       no set time       Focus on immediate stabilization (lead) [stabilize]

     MUSTER WILL
       in 2 min 30 s     nudge the lead
       in 18 min 30 s    page CEO at 60 min

     PEOPLE
       here     Grace Hopper (on-call-engineer)
       paged    Ada Byron (vp-engineering)
       missing  vp-engineering

     FINDINGS
       - Check pod status: all
       - Check logs (cut-off): too many
         all findings: muster show x4tm --findings
       Decision: MISSED, was due 08:30 UTC, 11 min 30 s late
       Rollback: from v2 to v1, rehearsing: dry run

     CHECKLIST 1 of 2
       [x] Service is healthy [healthy] (probe: 200 OK)
       [ ] Error rate under 0.1 % [errors]

     FAILED, RETRYING
       ! Page to Ada: no dial tone

     LAST
       08:00 UTC  Opened as P1
       08:01 UTC  Grace Hopper acknowledged
       08:40 UTC  evil text

     Ledger: 1 met, 0 late, 2 missed, 0 waived, 3 open. Policy release-manager 1.0.0.
     "
    `);
  });

  it('has nothing due any more once it is over', () => {
    const page = showPage(aView({ status: 'resolved', resolvedAt: '2026-11-23T08:40:00.000Z' }), paper);
    expect(page).toContain('Resolved 2026-11-23 08:40 UTC');
    expect(page).not.toMatch(/OVERDUE|MUSTER WILL|DUE/);
  });

  it('says that nobody leads, and what was decided', () => {
    const { lead, leadName, ...view } = aView();
    const made = { choice: 'roll-back', by: 'ada', reason: 'quicker', at: '2026-11-23T08:20:00.000Z' };
    const page = showPage({ ...view, decision: { number: 1, dueAt: made.at, missed: false, made } }, paper);
    expect(page).toContain('Lead    NOBODY YET');
    expect(page).toContain('Decision: roll back by ada at 08:20 UTC: quicker');
  });

  it('says of the newest page of each person how far it has come', () => {
    const at = '2026-11-23T08:40:00.000Z';
    const sent = (page: string, to: string, ...ways: [string, string, string?][]) => ({
      page,
      to,
      name: to,
      ways: ways.map(([channel, state, reason]) => ({ channel, state, at, ...(reason !== undefined && { reason }) })),
    });
    const deliveries = [
      sent('page:1', 'Ada', ['Slack', 'sent']),
      sent(
        'page:2',
        'Ada',
        ['SMS', 'failed for now', 'undelivered (30003)'],
        ['phone', 'delivered', 'completed\u001b[2J'],
      ),
      sent('page:3', 'Grace', ['PagerDuty', 'sent']),
    ];
    const page = showPage(aView({ deliveries }), paper);
    expectPlain(page);
    const lines = page.split('\n');
    const from = lines.indexOf('PAGES');
    expect(lines.slice(from + 1, from + 4)).toEqual([
      '  Ada: SMS failed for now (undelivered (30003)), phone delivered (completed)',
      '  Grace: PagerDuty sent',
      '',
    ]);
    expect(showPage(aView(), paper)).not.toContain('PAGES');
  });

  it('has colour where that is wanted, and only there', () => {
    expect(showPage(aView(), { ...paper, colour: true })).toContain('\u001b[31m');
    expect(showPage(aView(), paper)).not.toContain('\u001b');
  });
});

it('a story has every entry with its time', () => {
  const page = timelinePage(aView().timeline, paper);
  expectPlain(page);
  expect(page).toBe(
    [
      '2026-11-23 08:00:00 UTC  Opened as P1',
      '2026-11-23 08:01:00 UTC  Grace Hopper acknowledged (grace)',
      '2026-11-23 08:40:00 UTC  evil text (grace) - because: she said so',
      '',
    ].join('\n'),
  );
});

describe('a page that is watched', () => {
  const lines = (rows: number, changed = {}) => watchPage(aView(changed), paper, rows).split('\n');

  it('has overdue and due first and what to type at the foot, and fits', () => {
    const page = lines(24);
    expect(page.length).toBeLessThanOrEqual(24);
    expectPlain(page.join('\n'));
    expect(page.indexOf('OVERDUE')).toBeLessThan(page.indexOf('DUE'));
    expect(page.findIndex((line) => line.startsWith('Why'))).toBeGreaterThan(page.indexOf('DUE'));
    expect(page).toContain('  decide       muster decide x4tm roll-back --reason "..." (or fix-forward)');
    expect(page.at(-2)).toBe('  more people  muster escalate x4tm --reason "..."');
    expect(page.join('\n')).toMatch(/… \d+ more lines: muster show x4tm/);
  });

  it('leaves nothing out where there is room', () => {
    expect(lines(200).join('\n')).not.toContain('more lines');
  });

  it('names what the incident asks for now', () => {
    expect(lines(40, { lead: undefined })).toContain("  I'm on it    muster ack x4tm");
    const ready = { status: 'monitoring', decision: undefined, checklist: [] };
    expect(lines(60, ready)).toContain('  resolve      muster resolve x4tm "what resolved it"');
    expect(lines(60, { ...ready, notRecovered: ['1 alert still firing'] }).join()).not.toContain('muster resolve');
  });
});

it('a list has the most severe first', () => {
  const page = listPage(
    [
      aSummary(),
      aSummary({
        id: 'a-7f3k2a9q-0001',
        open: false,
        severity: 'P1',
        status: 'resolved',
        endedAt: '2026-11-23T08:30:00.000Z',
      }),
      aSummary({
        id: 'a-7f3k2a9q-0002',
        severity: 'P1',
        lead: 'grace',
        leadName: 'Grace Hopper',
        nextDueAt: '2026-11-23T08:45:00.000Z',
        title: 'something with a title that is far too long for what is left of one line',
      }),
      aSummary({ id: 'a-7f3k2a9q-0003', severity: 'P3', nextDueAt: '2026-11-23T08:40:00.000Z' }),
    ],
    shippedPolicy(),
    { ...paper, width: 100 },
  );
  expect(page).toMatchInlineSnapshot(`
   "ID    SEV STATUS        AGE    LEAD           NEXT             TITLE
   0002  P1  investigating 41 min Grace Hopper   due 3 min 30 s   something with a title that is far t…
   x4tm  P2  investigating 41 min no lead                         API degraded
   0003  P3  investigating 41 min no lead        1 min 30 s late  API degraded
   0001  P1  resolved      30 min                                 API degraded
   "
  `);
  expect(listPage([], [], paper)).toBe('No open incidents.\n');
});

it('a rota says who holds what until when', () => {
  const [pinned] = shippedPolicy();
  if (pinned === undefined) throw new Error('There is a policy.');
  const page = onCallPage(whoIsOnCall(pinned.policy, aDirectory().current(), NOW), paper);
  expectPlain(page);
  expect(page).toContain('On-Call Engineer     Grace Hopper until 2026-11-23 09:00 UTC');
  expect(page).toContain('! Nobody in the directory has the role cto.');
});

const POST_MORTEM: PostMortemView = {
  id: 'a-7f3k2a9q-x4tm-post-mortem',
  incidentId: 'a-7f3k2a9q-x4tm',
  title: 'API down',
  severity: 'P1',
  resolvedAt: '2026-11-23T08:00:00.000Z',
  meeting: { startsAt: '2026-11-23T10:41:30.000Z', inBusinessHours: true, moved: 0 },
  signatures: [{ role: 'vp-engineering', by: 'ada', name: 'Ada Byron', at: '2026-11-23T08:00:00.000Z' }],
  missingSignatures: ['engineering-manager'],
  actionItems: [
    { id: 'a1', text: 'Test restores', owner: 'Grace Hopper', priority: 'high', dueAt: '2026-11-30T17:00:00.000Z' },
  ],
  checklist: [{ id: 'docs', stage: 'followUp', text: 'Documentation updated', state: 'open' }],
  obligations: [
    {
      id: 'checklist:docs',
      what: 'Documentation updated',
      owner: 'lead',
      state: 'open',
      dueAt: '2026-11-23T08:30:00.000Z',
    },
  ],
  timeline: [],
};

it('a post-mortem is one page', () => {
  const page = postMortemPage(POST_MORTEM, paper);
  expectPlain(page);
  expect(page).toMatchInlineSnapshot(`
   "Post-mortem of P1 API down
   a-7f3k2a9q-x4tm resolved 2026-11-23 08:00 UTC

   Meeting  2026-11-23 10:41 UTC (in 2 h)
   Signed   Ada Byron (vp-engineering)
   Missing  engineering-manager

   ACTION ITEMS
     [ ] a1 Test restores (Grace Hopper, high, due 2026-11-30, in 7 d 8 h)

   CHECKLIST
     [ ] Documentation updated [docs]

   OVERDUE
     ! 11 min 30 s late: Documentation updated (lead)
   "
  `);
});

it('a meeting that is off is shown as such, with the reason', () => {
  const meeting = { startsAt: '2026-11-23T10:41:30.000Z', inBusinessHours: true, moved: 0, off: 'left out: no news' };
  expect(postMortemPage({ ...POST_MORTEM, meeting }, paper)).toContain(
    'Meeting  cancelled (was 2026-11-23 10:41 UTC): left out: no news',
  );
});

describe('layout', () => {
  it('folds text below its label and cuts what is longer than a line', () => {
    expect(wrapped({ ...paper, width: 30 }, 'label  ', `some words to fold ${'x'.repeat(30)} end`)).toEqual([
      'label  some words to fold',
      '       xxxxxxxxxxxxxxxxxxxxxxx',
      '       xxxxxxx end',
    ]);
  });

  it('counts what people see as one character as one', () => {
    expect(column('👩‍🚒🇩🇪é', 4).length).toBeGreaterThan(4);
    expect(charactersOf(column('abcdef', 4)).join('')).toBe('abc…');
    expect(plain('a\u001b[31m\u0007b\u001b]0;title\u0007c\r\nd')).toBe('abc d');
  });
});
