/** Which stories broke a rule once? Each is kept as short as the search found it; the judge tries them before any seed. */
import type { Story } from './story';

/** By the rule that it broke. */
export const STORIES: Record<string, Story> = {
  answeredResponseIsNotMissed: {
    opens: 'P3',
    until: 389000,
    happenings: [
      { at: 60000, joins: 'P1' }, // 01:00
      { at: 60000, by: 'otto', does: { do: 'status', status: 'monitoring' } }, // 01:00
    ],
  },
  answersToNoticesDoNotCount: {
    opens: 'P3',
    until: 1140000,
    happenings: [
      { at: 0, by: 'emil', does: { do: 'acknowledge' } }, // 00:00
      { at: 180000, alerts: [{ name: 'third', firing: true, severity: 'P2' }] }, // 03:00
    ],
  },
  automaticUpdatesAreAnnounced: {
    opens: 'none',
    until: 1249000,
    happenings: [
      { at: 949000, by: 'dora', does: { do: 'severity', severity: 'P1', reason: 'because' } }, // 15:49
    ],
  },
  calledByNameUntilTheyAnswer: {
    opens: 'P2',
    until: 480000,
    happenings: [
      { at: 60000, by: 'dora', does: { do: 'assign', to: { id: 'olga', name: 'Olga', roles: ['all-on-call'] } } }, // 01:00
    ],
  },
  changesAreTold: {
    opens: 'P1',
    until: 180000,
    happenings: [
      { at: 60000, by: 'olga', does: { do: 'decide', choice: 'roll-back', reason: 'because' } }, // 01:00
    ],
  },
  confirmingMovesNoClock: {
    opens: 'none',
    until: 62000,
    happenings: [
      { at: 60000, by: 'otto', does: { do: 'severity', severity: 'P2', reason: 'because' } }, // 01:00
    ],
  },
  decisionNumbersNeverStartAgain: {
    opens: 'P2',
    until: 1872000,
    happenings: [
      { at: 60000, alerts: [{ name: 'third', firing: true, severity: 'P1' }] }, // 01:00
      { at: 1800000, by: 'dora', does: { do: 'severity', severity: 'P3', reason: 'because' } }, // 30:00
      { at: 1860000, by: 'otto', does: { do: 'severity', severity: 'P1', reason: 'because' } }, // 31:00
    ],
  },
  decisionsAreBriefedAndEnd: {
    opens: 'P1',
    until: 4560000,
    happenings: [
      { at: 1800000, by: 'otto', does: { do: 'status', status: 'monitoring' } }, // 30:00
    ],
  },
  failedRollbackReopensTheDecision: {
    opens: 'P2',
    until: 743000,
    happenings: [
      { at: 60000, rollbacks: 'hang' }, // 01:00
      { at: 120000, by: 'otto', does: { do: 'decide', choice: 'roll-back', reason: 'because' } }, // 02:00
      { at: 120000, by: 'dora', does: { do: 'status', status: 'monitoring' } }, // 02:00
    ],
  },
  failingFromTheStartIsARelapse: {
    opens: 'P1',
    until: 744000,
    happenings: [
      { at: 0, world: { p99: false } }, // 00:00
      { at: 60000, by: 'cleo', does: { do: 'status', status: 'monitoring' } }, // 01:00
    ],
  },
  failingProbeIsNotTickedByHand: {
    opens: 'P1',
    until: 216000,
    happenings: [
      { at: 60000, by: 'vera', does: { do: 'status', status: 'mitigating' } }, // 01:00
      { at: 120000, world: { health: false } }, // 02:00
      { at: 180000, by: 'otto', does: { do: 'tick', item: 'health-checks' } }, // 03:00
    ],
  },
  formerHolderIsNotRung: {
    opens: 'P1',
    until: 120000,
    happenings: [
      { at: 60000, role: 'engineering-manager', holders: ['enno'] }, // 01:00
    ],
  },
  missedDecisionRingsTheNextAuthority: {
    opens: 'P1',
    until: 3000000,
    happenings: [
      { at: 2820000, by: 'otto', does: { do: 'acknowledge' } }, // 47:00
    ],
  },
  missingRolesAreChased: {
    opens: 'P1',
    until: 807000,
    happenings: [
      { at: 300000, by: 'dora', does: { do: 'severity', severity: 'P3', reason: 'because' } }, // 05:00
      { at: 360000, by: 'vera', does: { do: 'acknowledge' } }, // 06:00
      { at: 420000, by: 'emil', does: { do: 'severity', severity: 'P1', reason: 'because' } }, // 07:00
    ],
  },
  moreTimeBeforeTheDeadlineOnly: {
    opens: 'P2',
    until: 3720000,
    happenings: [
      { at: 3660000, by: 'vera', does: { do: 'decide', choice: 'extend', reason: 'because' } }, // 1:01:00
    ],
  },
  newHolderIsRung: {
    opens: 'P1',
    until: 265000,
    happenings: [
      { at: 60000, role: 'vp-engineering', holders: ['viki'] }, // 01:00
    ],
  },
  noRepeatAfterAnAnswer: {
    opens: 'P1',
    until: 240000,
    happenings: [
      { at: 180000, by: 'cleo', does: { do: 'status', status: 'identified' } }, // 03:00
    ],
  },
  nobodyCallsThemselves: {
    opens: 'none',
    until: 120000,
    happenings: [
      { at: 60000, by: 'cleo', does: { do: 'escalate', role: 'cto', reason: 'because' } }, // 01:00
    ],
  },
  nobodyMissesWhatTheyWereNotCalledFor: {
    opens: 'P2',
    until: 492000,
    happenings: [
      { at: 60000, by: 'vera', does: { do: 'decide', choice: 'roll-back', reason: 'because' } }, // 01:00
      { at: 180000, by: 'otto', does: { do: 'severity', severity: 'P1', reason: 'because' } }, // 03:00
    ],
  },
  nothingIsMissedThatCameTooLate: {
    opens: 'P3',
    until: 120000,
    happenings: [
      { at: 60000, alerts: [{ name: 'third', firing: true, severity: 'P1' }] }, // 01:00
    ],
  },
  nothingIsMissedThatWasDecided: {
    opens: 'P1',
    until: 900000,
    happenings: [
      { at: 660000, by: 'vera', does: { do: 'decide', choice: 'fix-forward', reason: 'because' } }, // 11:00
    ],
  },
  nothingMootIsMissed: {
    opens: 'P1',
    until: 360000,
    happenings: [
      { at: 180000, by: 'cleo', does: { do: 'status', status: 'monitoring' } }, // 03:00
    ],
  },
  oneBridgeInvitationEach: {
    opens: 'P2',
    until: 120000,
    happenings: [
      { at: 60000, by: 'vera', does: { do: 'severity', severity: 'P1', reason: 'because' } }, // 01:00
    ],
  },
  outcomesAreHonest: {
    opens: 'P1',
    until: 1800000,
    happenings: [
      { at: 0, by: 'emil', does: { do: 'status', status: 'monitoring' } }, // 00:00
    ],
  },
  relapseRingsTheLead: {
    opens: 'P1',
    until: 2220000,
    happenings: [
      { at: 60000, by: 'olga', does: { do: 'decide', choice: 'roll-back', reason: 'because' } }, // 01:00
      { at: 660000, by: 'dora', does: { do: 'acknowledge' } }, // 11:00
    ],
  },
  ringsOnceAMinute: {
    opens: 'P1',
    until: 1884000,
    happenings: [
      { at: 60000, by: 'cleo', does: { do: 'status', status: 'monitoring' } }, // 01:00
    ],
  },
  riseRingsTheFirstColumn: {
    opens: 'none',
    until: 229000,
    happenings: [
      { at: 60000, by: 'otto', does: { do: 'acknowledge' } }, // 01:00
      { at: 120000, by: 'dora', does: { do: 'severity', severity: 'P1', reason: 'because' } }, // 02:00
    ],
  },
  silenceRingsTheLead: {
    opens: 'P1',
    until: 2083000,
    happenings: [
      { at: 60000, by: 'dora', does: { do: 'assign', to: { id: 'olga', name: 'Olga', roles: ['all-on-call'] } } }, // 01:00
      { at: 120000, by: 'otto', does: { do: 'join' } }, // 02:00
    ],
  },
  stableNeedsGoodReadings: {
    opens: 'P3',
    until: 1937000,
    happenings: [
      { at: 60000, world: { connections: false } }, // 01:00
      { at: 120000, by: 'emil', does: { do: 'status', status: 'monitoring' } }, // 02:00
      { at: 540000, alerts: [{ name: 'first', firing: false, severity: 'P1' }] }, // 09:00
      { at: 1920000, by: 'dora', does: { do: 'severity', severity: 'P2', reason: 'because' } }, // 32:00
    ],
  },
  unansweredRelapseRingsTheFirstColumn: {
    opens: 'P1',
    until: 2400000,
    happenings: [
      { at: 60000, by: 'olga', does: { do: 'decide', choice: 'roll-back', reason: 'because' } }, // 01:00
      { at: 660000, by: 'dora', does: { do: 'acknowledge' } }, // 11:00
    ],
  },
  withdrawalsSaySo: {
    opens: 'P1',
    until: 120000,
    happenings: [
      { at: 60000, by: 'emil', does: { do: 'severity', severity: 'P3', reason: 'because' } }, // 01:00
    ],
  },
};
