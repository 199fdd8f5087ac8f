/** Who is called when, severity by severity, if nobody answers, if the first person does, and if it is raised? */
import type { PlayedCall } from '../../../domain/play/incident';
import { type Play, RAISED_AFTER } from '../../../domain/play/stories';
import { severityText } from '../../../domain/severity/scale';
import { defined } from '../../../domain/state/fields';
import { spokenDuration, titleOf } from '../../../domain/text/format';
import type { Policy } from '../../../policy/schema';

/** A play for programs: who is called when, in milliseconds from when the severity began. */
export const playData = (play: Play) => ({
  severity: play.severity,
  story: play.story,
  ...defined({ from: play.from }),
  lastsMs: play.lastsMs - play.sinceMs,
  calls: callsOf(play),
});

const VERBS: Record<PlayedCall['kind'], string> = { page: 'page', notice: 'notify', brief: 'send the brief to' };

/** The plays of one policy; a severity that calls nobody says so. */
export function playsPage(policy: Policy, plays: readonly Play[]): string {
  const severities = [...new Set(plays.map(({ severity }) => severity))];
  return severities
    .map((severity) => {
      const own = plays.filter((play) => play.severity === severity);
      return [severityText(policy, severity), ...own.flatMap((play) => storyLines(policy, play, own))].join('\n');
    })
    .join('\n\n');
}

function storyLines(policy: Policy, play: Play, all: readonly Play[]): string[] {
  const calls = callsOf(play);
  if (play.story === 'weekend') return weekendLines(policy, play, all);
  const title = titleText(policy, play);
  if (calls.length === 0) return [`  ${title}: nobody is called`];
  return [`  ${title}`, ...firstCalls(policy, play), ...countLine(policy, play)];
}

/** The calls since the severity began, from then on. */
const callsOf = ({ stage, sinceMs }: Play): PlayedCall[] =>
  stage.calls.filter(({ afterMs }) => afterMs >= sinceMs).map((call) => ({ ...call, afterMs: call.afterMs - sinceMs }));

function titleText(policy: Policy, play: Play): string {
  switch (play.story) {
    case 'nobody-answers':
      return 'Nobody answers';
    case 'first-answers': {
      const { lead } = play.stage.incident;
      return `The first person answers after 2 min${lead === undefined ? '' : ` (${titleOf(policy, lead)})`}`;
    }
    case 'raised':
      return `Raised from ${play.from ?? 'a lesser one'} after ${spokenDuration(RAISED_AFTER)}; times from then on, nobody answers`;
    case 'weekend':
      return 'Over the days off';
  }
}

const when = (ms: number): string => (ms === 0 ? 'at once' : `after ${spokenDuration(ms)}`);

/** When each person is called first, those of one instant together. */
function firstCalls(policy: Policy, play: Play): string[] {
  const seen = new Set<string>();
  const lines = new Map<string, string[]>();
  for (const { afterMs, to, kind } of callsOf(play)) {
    if (seen.has(`${kind} ${to}`)) continue;
    seen.add(`${kind} ${to}`);
    const line = `    ${when(afterMs).padEnd(14)} ${VERBS[kind]}`;
    lines.set(line, [...(lines.get(line) ?? []), titleOf(policy, to)]);
  }
  return [...lines].map(([line, people]) => `${line} ${people.join(', ')}`);
}

/** How often everybody was called by the end, where anybody was called twice. */
function countLine(policy: Policy, play: Play): string[] {
  const counts = new Map<string, number>();
  for (const { to } of callsOf(play)) counts.set(to, (counts.get(to) ?? 0) + 1);
  if (![...counts.values()].some((count) => count > 1)) return [];
  const told = [...counts].map(([to, count]) => `${titleOf(policy, to)} ${times(count)}`).join(', ');
  return [`    within ${spokenDuration(play.lastsMs - play.sinceMs)}: ${told}`];
}

const times = (count: number): string => (count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`);

/** In the evening before the days off the same people are called; what tells more is when it stops. */
function weekendLines(policy: Policy, play: Play, all: readonly Play[]): string[] {
  const title = 'Nobody answers from the evening before the days off until the morning after them';
  const calls = callsOf(play);
  const last = calls.at(-1);
  if (last === undefined) return [`  ${title}: nobody is called`];
  const weekday = all.find(({ story }) => story === 'nobody-answers');
  const isSame = weekday !== undefined && firstCalls(policy, weekday).join() === firstCalls(policy, play).join();
  const isCut = last.afterMs === play.lastsMs;
  const end = isCut
    ? `${calls.length} calls within ${spokenDuration(play.lastsMs)}, and so on until somebody answers`
    : `the last call is ${when(last.afterMs)}, and then nobody is called until the morning after`;
  return [`  ${title}`, ...(isSame ? [] : firstCalls(policy, play)), `    ${isSame ? 'the same people; ' : ''}${end}`];
}
