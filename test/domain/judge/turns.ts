/** Which turns of an incident were once taken wrongly? Found by the search, as short as it made them; every rule judges each. */
import type { Story } from './story';

export const TURNS: Record<string, Story> = {
  'a column that only tells is called early in the instant in which it changes hands': {
    opens: 'P3',
    until: 1920000,
    happenings: [
      { at: 900000, by: 'dora', does: { do: 'escalate', reason: 'because' } }, // 15:00
      { at: 900000, role: 'engineering-manager', holders: ['enno'] }, // 15:00
    ],
  },
  'all of the first column have acted before it rises again': {
    opens: 'P3',
    until: 1503000,
    happenings: [
      { at: 0, by: 'emil', does: { do: 'tick', item: 'health-checks' } }, // 00:00
      { at: 60000, role: 'vp-engineering', holders: ['viki'] }, // 01:00
      { at: 120000, by: 'otto', does: { do: 'status', status: 'monitoring' } }, // 02:00
      { at: 180000, by: 'carl', does: { do: 'severity', severity: 'P1', reason: 'because' } }, // 03:00
      { at: 540000, by: 'otto', does: { do: 'severity', severity: 'P3', reason: 'because' } }, // 09:00
      { at: 1500000, by: 'viki', does: { do: 'severity', severity: 'P2', reason: 'because' } }, // 25:00
    ],
  },
  'who could not while it was lesser is called by the clock of the next rise': {
    opens: 'P1',
    until: 2188000,
    happenings: [
      { at: 60000, by: 'olga', does: { do: 'severity', severity: 'P3', reason: 'because' } }, // 01:00
      { at: 120000, by: 'vera', does: { do: 'decline' } }, // 02:00
      { at: 300000, by: 'emil', does: { do: 'severity', severity: 'P2', reason: 'because' } }, // 05:00
    ],
  },
  'a former manager answers the relapse at the deadline': {
    opens: 'P1',
    until: 1179000,
    happenings: [
      { at: 60000, by: 'emil', does: { do: 'decide', choice: 'extend', reason: 'because' } }, // 01:00
      { at: 120000, by: 'cleo', does: { do: 'decide', choice: 'roll-back', reason: 'because' } }, // 02:00
      { at: 120000, role: 'engineering-manager', holders: ['enno'] }, // 02:00
      { at: 1140000, by: 'emil', does: { do: 'acknowledge' } }, // 19:00
    ],
  },
  'who raised it lowered it again, and an alert raises it once more': {
    opens: 'P3',
    until: 385000,
    happenings: [
      { at: 60000, by: 'otto', does: { do: 'severity', severity: 'P2', reason: 'because' } }, // 01:00
      { at: 120000, by: 'otto', does: { do: 'severity', severity: 'P3', reason: 'because' } }, // 02:00
      { at: 300000, alerts: [{ name: 'third', firing: true, severity: 'P2' }] }, // 05:00
    ],
  },
  'a role of no column is called, which nobody holds': {
    opens: 'P2',
    until: 540000,
    happenings: [
      { at: 180000, role: 'devops-lead', holders: [] }, // 03:00
      { at: 420000, by: 'carl', does: { do: 'escalate', role: 'devops-lead', reason: 'because' } }, // 07:00
    ],
  },
  'who raises it held a role of the team before': {
    opens: 'P2',
    until: 929000,
    happenings: [
      { at: 60000, by: 'dora', does: { do: 'severity', severity: 'P3', reason: 'because' } }, // 01:00
      { at: 120000, role: 'devops-lead', holders: ['dirk'] }, // 02:00
      { at: 240000, by: 'dora', does: { do: 'severity', severity: 'P1', reason: 'because' } }, // 04:00
      { at: 240000, by: 'emil', does: { do: 'status', status: 'identified' } }, // 04:00
    ],
  },
  'a role changes hands in the instant in which it is called': {
    opens: 'P1',
    until: 138000,
    happenings: [
      { at: 18000, by: 'dora', does: { do: 'escalate', role: 'cto', reason: 'because' } }, // 00:18
      { at: 18000, role: 'cto', holders: ['cora'] }, // 00:18
    ],
  },
  'who had joined declines after the role had changed hands, at its deadline': {
    opens: 'none',
    until: 498000,
    happenings: [
      { at: 60000, by: 'vera', does: { do: 'status', status: 'identified' } }, // 01:00
      { at: 120000, alerts: [{ name: 'third', firing: true, severity: 'P1' }] }, // 02:00
      { at: 180000, role: 'vp-engineering', holders: ['viki'] }, // 03:00
      { at: 420000, by: 'vera', does: { do: 'decline' } }, // 07:00
    ],
  },
  'the first column changes hands as it is called, and somebody else answers': {
    opens: 'none',
    until: 133000,
    happenings: [
      { at: 0, role: 'engineering-manager', holders: ['enno'] }, // 00:00
      { at: 60000, by: 'carl', does: { do: 'status', status: 'identified' } }, // 01:00
    ],
  },
  'a role is excused at the instant at which it is missed': {
    opens: 'P2',
    until: 378000,
    happenings: [
      { at: 18000, by: 'otto', does: { do: 'severity', severity: 'P1', reason: 'because' } }, // 00:18
      { at: 318000, by: 'otto', does: { do: 'task', task: 'join:devops-lead', outcome: 'skipped', reason: 'because' } }, // 05:18
    ],
  },
  'who had joined declines at the deadline that the next rise set': {
    opens: 'P2',
    until: 514000,
    happenings: [
      { at: 60000, by: 'otto', does: { do: 'severity', severity: 'P1', reason: 'because' } }, // 01:00
      { at: 120000, by: 'otto', does: { do: 'severity', severity: 'P2', reason: 'because' } }, // 02:00
      { at: 180000, by: 'emil', does: { do: 'severity', severity: 'P1', reason: 'because' } }, // 03:00
      { at: 480000, by: 'otto', does: { do: 'decline' } }, // 08:00
    ],
  },
  'there and back through a severity that tells: the CTO had lowered it': {
    opens: 'P2',
    until: 2194000,
    happenings: [
      { at: 60000, by: 'otto', does: { do: 'severity', severity: 'P1', reason: 'because' } }, // 01:00
      { at: 120000, by: 'cleo', does: { do: 'severity', severity: 'P3', reason: 'because' } }, // 02:00
      { at: 300000, by: 'otto', does: { do: 'severity', severity: 'P2', reason: 'because' } }, // 05:00
      { at: 600000, by: 'emil', does: { do: 'severity', severity: 'P1', reason: 'because' } }, // 10:00
    ],
  },
  'both of the first column are there when it rises': {
    opens: 'P3',
    until: 157000,
    happenings: [
      { at: 60000, by: 'emil', does: { do: 'acknowledge' } }, // 01:00
      { at: 120000, by: 'otto', does: { do: 'severity', severity: 'P2', reason: 'because' } }, // 02:00
    ],
  },
  'a page failed, and was not owed any more when it was due again': {
    opens: 'P3',
    until: 1012000,
    happenings: [
      { at: 60000, by: 'otto', does: { do: 'severity', severity: 'P2', reason: 'because' } }, // 01:00
      { at: 900000, breaks: '^page', unclear: false }, // 15:00
      { at: 960000, by: 'emil', does: { do: 'severity', severity: 'P3', reason: 'because' } }, // 16:00
    ],
  },
  'an update while a change was still to be told by mail': {
    opens: 'P2',
    until: 137000,
    happenings: [
      { at: 60000, by: 'otto', does: { do: 'severity', severity: 'P3', reason: 'because' } }, // 01:00
      { at: 102000, by: 'carl', does: { do: 'update', text: 'We look.' } }, // 01:42
    ],
  },
  'decided in the first instant': {
    opens: 'P2',
    until: 2460000,
    happenings: [
      { at: 0, by: 'emil', does: { do: 'decide', choice: 'fix-forward', reason: 'because' } }, // 00:00
      { at: 1860000, by: 'dora', does: { do: 'status', status: 'monitoring' } }, // 31:00
    ],
  },
  'a relapse in a severity that tells, and a rise in the same instant': {
    opens: 'P3',
    until: 840000,
    happenings: [
      { at: 60000, alerts: [{ name: 'second', firing: true, severity: 'P1' }] }, // 01:00
      { at: 120000, by: 'carl', does: { do: 'status', status: 'monitoring' } }, // 02:00
      { at: 240000, by: 'otto', does: { do: 'severity', severity: 'P3', reason: 'because' } }, // 04:00
      { at: 720000, alerts: [{ name: 'third', firing: true, severity: 'P1' }] }, // 12:00
    ],
  },
  'the shift changes to somebody who has joined': {
    opens: 'P2',
    until: 711000,
    happenings: [
      { at: 60000, by: 'olga', does: { do: 'acknowledge' } }, // 01:00
      { at: 94000, joins: 'P1' }, // 01:34
      { at: 660000, role: 'on-call-engineer', holders: ['olga'] }, // 11:00
    ],
  },
  'two call the same person by name': {
    opens: 'P2',
    until: 480000,
    happenings: [
      { at: 60000, by: 'otto', does: { do: 'escalate', role: 'cto', reason: 'because' } }, // 01:00
      { at: 240000, by: 'emil', does: { do: 'escalate', role: 'cto', reason: 'because' } }, // 04:00
    ],
  },
  'more time while the incident is watched': {
    opens: 'P1',
    until: 1917000,
    happenings: [
      { at: 1380000, by: 'olga', does: { do: 'status', status: 'monitoring' } }, // 23:00
      { at: 1860000, by: 'cleo', does: { do: 'decide', choice: 'extend', reason: 'because' } }, // 31:00
    ],
  },
  'the shift changed before the rise: the former holder answers': {
    opens: 'P2',
    until: 1680000,
    happenings: [
      { at: 900000, role: 'vp-engineering', holders: ['viki'] }, // 15:00
      { at: 960000, by: 'emil', does: { do: 'severity', severity: 'P1', reason: 'because' } }, // 16:00
      { at: 1020000, by: 'vera', does: { do: 'acknowledge' } }, // 17:00
    ],
  },
  'there and back from a severity that tells: the age that it had goes on': {
    opens: 'none',
    until: 3720000,
    happenings: [
      { at: 540000, by: 'otto', does: { do: 'status', status: 'mitigating' } }, // 09:00
      { at: 1680000, by: 'dora', does: { do: 'severity', severity: 'P3', reason: 'because' } }, // 28:00
      { at: 2940000, by: 'carl', does: { do: 'severity', severity: 'P2', reason: 'because' } }, // 49:00
      { at: 3120000, by: 'cleo', does: { do: 'severity', severity: 'P3', reason: 'because' } }, // 52:00
    ],
  },
  'somebody else calls the next authority in between': {
    opens: 'P2',
    until: 4020000,
    happenings: [
      { at: 3810000, by: 'cleo', does: { do: 'escalate', role: 'cto', reason: 'because' } }, // 1:03:30
    ],
  },
  'the shift changes to somebody whom the column knows by another role': {
    opens: 'P1',
    until: 1461000,
    happenings: [
      { at: 540000, role: 'on-call-engineer', holders: ['olga'] }, // 09:00
      { at: 780000, by: 'otto', does: { do: 'severity', severity: 'P4', reason: 'because' } }, // 13:00
      { at: 780000, by: 'otto', does: { do: 'severity', severity: 'P1', reason: 'because' } }, // 13:00
    ],
  },
  'a role changes hands, and then nobody holds it': {
    opens: 'P1',
    until: 1080000,
    happenings: [
      { at: 300000, role: 'devops-lead', holders: ['dirk'] }, // 05:00
      { at: 1020000, role: 'devops-lead', holders: [] }, // 17:00
    ],
  },
  'a column that was called early changes hands before its time': {
    opens: 'P1',
    until: 1920000,
    happenings: [
      { at: 480000, by: 'vera', does: { do: 'severity', severity: 'P2', reason: 'because' } }, // 08:00
      { at: 1320000, by: 'otto', does: { do: 'severity', severity: 'P1', reason: 'because' } }, // 22:00
      { at: 1620000, role: 'cto', holders: ['cora'] }, // 27:00
    ],
  },
  'the shift changes and the severity rises as the decision is missed': {
    opens: 'P2',
    until: 3602000,
    happenings: [
      { at: 3600000, role: 'vp-engineering', holders: ['viki'] }, // 1:00:00
      { at: 3600000, alerts: [{ name: 'third', firing: true, severity: 'P1' }] }, // 1:00:00
    ],
  },
  'merged into a worse one after the decision was missed': {
    opens: 'P2',
    until: 4302000,
    happenings: [
      { at: 60000, by: 'carl', does: { do: 'decide', choice: 'roll-back', reason: 'because' } }, // 01:00
      { at: 1680000, by: 'dora', does: { do: 'severity', severity: 'P4', reason: 'because' } }, // 28:00
      { at: 1740000, joins: 'P1' }, // 29:00
      { at: 2760000, by: 'cleo', does: { do: 'status', status: 'monitoring' } }, // 46:00
    ],
  },
  'the severity rises while it is watched': {
    opens: 'P2',
    until: 1992000,
    happenings: [
      { at: 60000, by: 'vera', does: { do: 'severity', severity: 'P3', reason: 'because' } }, // 01:00
      { at: 120000, alerts: [{ name: 'first', firing: false, severity: 'P1' }] }, // 02:00
      { at: 180000, by: 'otto', does: { do: 'status', status: 'monitoring' } }, // 03:00
      { at: 300000, by: 'otto', does: { do: 'severity', severity: 'P1', reason: 'because' } }, // 05:00
    ],
  },
  'who had answered before the rise answers it no more as it falls': {
    opens: 'P1',
    until: 540000,
    happenings: [
      { at: 60000, by: 'otto', does: { do: 'status', status: 'mitigating' } }, // 01:00
      { at: 120000, by: 'cleo', does: { do: 'severity', severity: 'P3', reason: 'because' } }, // 02:00
      { at: 180000, alerts: [{ name: 'second', firing: true, severity: 'P1' }] }, // 03:00
      { at: 480000, by: 'cleo', does: { do: 'severity', severity: 'P3', reason: 'because' } }, // 08:00
    ],
  },
  'a column found nobody, and its role is held again later': {
    opens: 'P2',
    until: 3000000,
    happenings: [
      { at: 60000, role: 'vp-engineering', holders: [] }, // 01:00
      { at: 2220000, role: 'vp-engineering', holders: ['viki'] }, // 37:00
    ],
  },
  'answered as a notice: the role is asked to join once it pages': {
    opens: 'P3',
    until: 1500000,
    happenings: [
      { at: 60000, by: 'otto', does: { do: 'acknowledge' } }, // 01:00
      { at: 600000, alerts: [{ name: 'second', firing: true, severity: 'P1' }] }, // 10:00
      { at: 660000, by: 'vera', does: { do: 'acknowledge' } }, // 11:00
    ],
  },
  'somebody calls for a role that nobody holds': {
    opens: 'P1',
    until: 400000,
    happenings: [
      { at: 60000, role: 'cto', holders: [] }, // 01:00
      { at: 120000, by: 'otto', does: { do: 'acknowledge' } }, // 02:00
      { at: 180000, by: 'otto', does: { do: 'escalate', role: 'cto', reason: 'because' } }, // 03:00
    ],
  },
  'answered before the rise, and lowered as it is due': {
    opens: 'P2',
    until: 480000,
    happenings: [
      { at: 60000, by: 'otto', does: { do: 'severity', severity: 'P3', reason: 'because' } }, // 01:00
      { at: 120000, alerts: [{ name: 'third', firing: true, severity: 'P1' }] }, // 02:00
      { at: 420000, by: 'otto', does: { do: 'severity', severity: 'P3', reason: 'because' } }, // 07:00
    ],
  },
  'a role changes hands twice in one instant': {
    opens: 'P1',
    until: 300000,
    happenings: [
      { at: 60000, role: 'devops-lead', holders: ['dirk'] }, // 01:00
      { at: 60000, role: 'devops-lead', holders: [] }, // 01:00
    ],
  },
  'raised from a severity that ends with its ticket to one that tells': {
    opens: 'P2',
    until: 1920000,
    happenings: [
      { at: 780000, by: 'otto', does: { do: 'severity', severity: 'P4', reason: 'because' } }, // 13:00
      { at: 1260000, by: 'vera', does: { do: 'severity', severity: 'P3', reason: 'because' } }, // 21:00
    ],
  },
  'declined in the instant of the rise': {
    opens: 'P2',
    until: 600000,
    happenings: [
      { at: 300000, by: 'dora', does: { do: 'decline' } }, // 05:00
      { at: 300000, alerts: [{ name: 'third', firing: true, severity: 'P1' }] }, // 05:00
    ],
  },
  'declined, rung again, and declined again': {
    opens: 'P1',
    until: 453000,
    happenings: [
      { at: 60000, by: 'otto', does: { do: 'severity', severity: 'P4', reason: 'because' } }, // 01:00
      { at: 120000, by: 'otto', does: { do: 'decline' } }, // 02:00
      { at: 153000, by: 'vera', does: { do: 'severity', severity: 'P1', reason: 'because' } }, // 02:33
      { at: 300000, by: 'otto', does: { do: 'decline' } }, // 05:00
    ],
  },
};
