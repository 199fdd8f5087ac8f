/** Which story belongs to a seed? */
import type { Deed } from '../../../domain/state/acts';
import type { PersonId, Role } from '../../../domain/state/vocabulary';
import type { Severity } from '../../../policy/schema';
import { MINUTE, SECOND } from '../../support/times';
import { type Chance, chanceOf } from '../../support/seed';
import type { Moment } from './log';
import type { Happening, Story } from './story';

const PERSONS = ['otto', 'otto', 'otto', 'emil', 'vera', 'dora', 'olga', 'cleo', 'carl', 'dirk', 'viki'] as const;

const SEVERITIES = ['P1', 'P1', 'P2', 'P2', 'P3'] as const;

const PROBES = ['health', 'error-rate', 'p99', 'no-crash-loop', 'connections'] as const;

const reason = 'because';

const DEEDS: [Deed, ...Deed[]] = [
  { do: 'acknowledge' },
  { do: 'acknowledge' },
  { do: 'acknowledge' },
  { do: 'join' },
  { do: 'decline' },
  { do: 'decline' },
  { do: 'assign', to: { id: 'dora', name: 'Dora', roles: ['devops-lead'] } },
  { do: 'assign', to: { id: 'olga', name: 'Olga', roles: ['all-on-call'] } },
  { do: 'update', text: 'We look.' },
  { do: 'note', text: 'a note' },
  { do: 'status', status: 'identified' },
  { do: 'status', status: 'mitigating' },
  { do: 'status', status: 'mitigating' },
  { do: 'status', status: 'monitoring' },
  { do: 'status', status: 'monitoring' },
  { do: 'status', status: 'investigating' },
  { do: 'task', task: 'join:devops-lead', outcome: 'skipped', reason },
  { do: 'task', task: 'root-cause', outcome: 'done' },
  { do: 'decide', choice: 'roll-back', reason },
  { do: 'decide', choice: 'roll-back', reason },
  { do: 'decide', choice: 'fix-forward', reason },
  { do: 'decide', choice: 'extend', reason },
  { do: 'escalate', reason },
  { do: 'escalate', role: 'devops-lead', reason },
  { do: 'escalate', role: 'cto', reason },
  { do: 'bridge' },
  { do: 'tick', item: 'reports-ceased' },
  { do: 'tick', item: 'health-checks' },
  { do: 'resolve', resolution: 'It works again.' },
  { do: 'resolve', resolution: 'It works again.', override: 'seen by hand' },
  { do: 'cancel', reason },
];

const severityDeed = (severity: Severity): Deed => ({ do: 'severity', severity, reason });

type Kind = (chance: Chance, at: Moment) => Happening;

/** The kinds of things that happen, by how often. */
const KINDS: [[number, Kind], ...[number, Kind][]] = [
  [14, (chance, at) => ({ at, by: chance.oneOf(PERSONS), does: chance.oneOf(DEEDS) })],
  [5, (chance, at) => ({ at, by: chance.oneOf(PERSONS), does: severityDeed(chance.oneOf([...SEVERITIES, 'P4'])) })],
  [4, (chance, at) => ({ at, alerts: [alertOf(chance), ...(chance.next() < 0.3 ? [alertOf(chance)] : [])] })],
  [3, (chance, at) => ({ at, world: { [chance.oneOf(PROBES)]: chance.oneOf([false, false, true, null]) } })],
  [1, (chance, at) => ({ at, rollbacks: chance.oneOf(['heal', 'fail', 'hang']) })],
  [2, (chance, at) => ({ at, ...handOver(chance) })],
  [1, (chance, at) => ({ at, breaks: chance.oneOf(BREAKS), unclear: chance.next() < 0.2 })],
  [1, (_chance, at) => ({ at, breaks: '' })],
  [1, (chance, at) => ({ at, down: at + (1 + chance.below(40)) * MINUTE })],
  [1, (chance, at) => ({ at, joins: chance.oneOf(SEVERITIES) })],
];

const BREAKS = ['^page', '^people', 'chat$', 'mail$', '^rollback', '^ticket', '^brief', '.'] as const;

function alertOf(chance: Chance): { name: string; severity?: Severity; firing: boolean } {
  const severity = chance.oneOf<Severity | undefined>([...SEVERITIES, 'P4', undefined]);
  const name = chance.oneOf(['first', 'second', 'third']);
  return { name, firing: chance.next() < 0.6, ...(severity !== undefined && { severity }) };
}

function handOver(chance: Chance): { role: Role; holders: PersonId[] } {
  const [role, holders] = chance.oneOf<[Role, PersonId[]]>([
    ['devops-lead', ['dirk']],
    ['devops-lead', []],
    ['vp-engineering', ['viki']],
    ['engineering-manager', ['enno']],
    ['on-call-engineer', ['olga']],
    ['all-on-call', ['olga', 'oskar']],
    ['cto', []],
    ['cto', ['cora']],
  ]);
  return { role, holders };
}

/** Often the same instant, seldom long after. */
function pause(chance: Chance): Moment {
  const kind = chance.next();
  if (kind < 0.12) return 0;
  if (kind < 0.3) return (1 + chance.below(90)) * SECOND;
  if (kind < 0.7) return (1 + chance.below(8)) * MINUTE;
  return (5 + chance.below(26)) * MINUTE;
}

/** Half of the stories have neither outages nor broken vendors, so that what must happen can be asked for to the second. */
export function storyOf(seed: number): Story {
  const chance = chanceOf(seed);
  const isCalm = chance.next() < 0.6;
  const kinds = isCalm ? KINDS.slice(0, 6) : [...KINDS];
  const total = kinds.reduce((sum, [weight]) => sum + weight, 0);
  const opens = chance.oneOf(['P1', 'P1', 'P1', 'P2', 'P2', 'P3', 'none'] as const);
  const happenings: Happening[] = [];
  let at = 0;
  for (let left = 2 + chance.below(11); left > 0; left -= 1) {
    at += pause(chance);
    let ticket = chance.below(total);
    const [, make] = kinds.find(([weight]) => (ticket -= weight) < 0) ?? KINDS[0];
    const one = make(chance, at);
    happenings.push(one);
    if ('down' in one) at = one.down;
  }
  if (!isCalm) happenings.push({ at, breaks: '' });
  return { opens, happenings, until: at + 45 * MINUTE };
}
