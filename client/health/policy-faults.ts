/** What in a valid policy can't work, and who would be called when? */
import { createBusinessCalendar } from '../../directory/business-calendar';
import { playedFaults } from '../../domain/play/faults';
import { type Play, playAll, type PlayCalendar, type PlayStart } from '../../domain/play/stories';
import { severitiesOf } from '../../domain/severity/scale';
import { type LoadedPolicy, loadPolicies } from '../../policy/load';
import { PolicyInvalid, type PolicyProblem } from '../../policy/problems';
import type { Calendar } from '../../policy/schema';
import { unworkable } from '../../policy/workable';
import { DateTime } from 'luxon';

const HOUR_MS = 3_600_000;

/** A policy's plays, and what neither its rules nor its plays allow. */
export interface PlayedPolicy {
  faults: PolicyProblem[];
  plays: Play[];
}

/** Plays a policy that is valid. What is known not to work is told and not played. */
export async function playPolicy(loaded: LoadedPolicy, now: number): Promise<PlayedPolicy> {
  const { policy, locate } = loaded;
  const known = unworkable(policy);
  const isOfOneSeverity = known.every(({ path: [section] }) => section === 'severities');
  const broken = new Set(known.map(({ path: [, severity] }) => severity));
  const playable = severitiesOf(policy).filter((severity) => !broken.has(severity));
  const plays = isOfOneSeverity ? playAll(policy, playable, await calendarOf(policy.calendar, now)) : [];
  return { faults: locate([...known, ...playedFaults(policy, plays)]), plays };
}

/** What the file asks for that can't be, without playing it: that takes no time, so a start can afford it. */
export const faultsAtStart = (file: string): PolicyProblem[] =>
  ifValid(file).flatMap(({ policy, locate }) => locate(unworkable(policy)));

/** The same with what its plays show. */
export async function faultsByPlay(file: string, now: number): Promise<PolicyProblem[]> {
  const played = await Promise.all(ifValid(file).map((loaded) => playPolicy(loaded, now)));
  return played.flatMap(({ faults }) => faults);
}

/** Nothing of a file that is invalid, which is said elsewhere. */
function ifValid(file: string): LoadedPolicy[] {
  try {
    return loadPolicies([file]);
  } catch (error) {
    if (error instanceof PolicyInvalid) return [];
    throw error;
  }
}

/** The next business day by day, the evening before the next days off, and the morning after them. */
async function calendarOf(calendar: Calendar, now: number): Promise<PlayCalendar> {
  const business = createBusinessCalendar(calendar);
  const startAt = async (startsAt: number): Promise<PlayStart> => ({
    startsAt,
    businessDayEndsAt: await business.nextBusinessDay(startsAt),
  });
  const at = (day: DateTime, time: string): number => {
    const [hour = 0, minute = 0] = time.split(':').map(Number);
    return day.set({ hour, minute }).toMillis();
  };
  const today = DateTime.fromMillis(now, { zone: calendar.zone }).startOf('day');
  const isOpen = (day: DateTime): boolean => calendar.days.includes(day.weekday);
  const week = Array.from({ length: 14 }, (_, n) => today.plus({ days: n }));
  const day = week.find(isOpen) ?? today;
  const last = week.find((one) => isOpen(one) && !isOpen(one.plus({ days: 1 }))) ?? day;
  const again = Array.from({ length: 7 }, (_, n) => last.plus({ days: n + 1 })).find(isOpen) ?? last.plus({ days: 1 });
  return {
    day: await startAt(at(day, calendar.from) + HOUR_MS),
    evening: await startAt(at(last, calendar.to) + HOUR_MS),
    opensAgainAt: at(again, calendar.from),
  };
}
