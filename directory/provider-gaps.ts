/** What would go wrong in a rotation that asks another system who is on call? */
import type { DirectoryFinding } from './finding';
import { onCall } from './on-call';
import { nameOfSource } from './provider-on-call';
import { spoken } from './provider-problems';
import { isCalled } from './rotations-of';
import { type DirectoryData, type ProviderReading, type Rotation } from './schema';

/** What is wrong with a rotation that asks another system: no answer, nobody to stand in for it, gaps, strangers. */
export function askedGaps(
  directory: DirectoryData,
  rotation: Rotation,
  roles: string[],
  from: number,
  to: number,
): DirectoryFinding[] {
  const { onCall: source, asked, id, layers, fallback = [] } = rotation;
  if (source === undefined) return [];
  const where = `rotation ${id}`;
  const name = nameOfSource(source);
  const needed = isCalled(directory, rotation, roles);
  const standsIn = layers.length > 0 || fallback.length > 0;
  const finding = (message: string, severity: DirectoryFinding['severity']) => ({ severity, message, where });
  const graver = needed && !standsIn ? 'error' : 'warning';
  const lonely = standsIn
    ? []
    : [finding(`Nobody is on call if ${name} does not answer. Add a fallback or layers.`, 'warning')];
  if (asked === undefined) return lonely;
  if (asked.answer === undefined) {
    return [finding(`Can't get the on-call from ${name}: ${asked.trouble ?? 'not asked yet'}.`, graver), ...lonely];
  }
  const strangers = (directory.outside ?? []).filter((person) =>
    asked.answer?.duties.some((duty) => duty.person === person.id),
  );
  return [
    ...stale(asked, from).map((what) => finding(`${name} ${what}`, 'warning')),
    ...gapsIn(rotation, from, Math.min(to, asked.answer.until)).map((at) =>
      finding(
        `Nobody is on call in ${name} at ${new Date(at).toISOString()}. PagerDuty only counts a schedule that an escalation policy uses.`,
        graver,
      ),
    ),
    ...strangers.map((person) =>
      finding(
        `${person.name} is on call in PagerDuty but not in the directory. Add them with pagerduty: ${person.pagerduty ?? ''}.`,
        'warning',
      ),
    ),
    ...lonely,
  ];
}

/** Says that an answer could not be refreshed, and until when it still applies. */
const stale = ({ answer, askedAt, trouble }: ProviderReading, now: number): string[] =>
  answer === undefined || askedAt === undefined || trouble === undefined
    ? []
    : [
        `could not be refreshed (${trouble}). Muster keeps using the answer from ${spoken(now - askedAt)} ago, at most until ${new Date(answer.until).toISOString()}. Changes made in the meantime are missing.`,
      ];

/** The first instant at which nobody is on call there, if there is one. */
function gapsIn(rotation: Rotation, from: number, to: number): number[] {
  let at = from;
  while (at < to) {
    const shifts = onCall(rotation, at).filter(({ because }) => because === 'asked');
    if (shifts.length === 0) return [at];
    at = Math.max(...shifts.map(({ until }) => until));
  }
  return [];
}
