/** What can one type now, as an incident stands? */
import type { IncidentView } from '../../../domain/view';
import { lastPart } from '../../../workflows/contract';
import { column, paint, type Sheet } from './layout';

/** So many commands are read at a glance. */
const MOST = 5;

/** What an incident asks for, the most urgent first: what it is, and the command. */
function commandsFor(view: IncidentView): [string, string][] {
  const { status, lead, decision, nextUpdate, proposed, checklist, notRecovered = [] } = view;
  const id = lastPart(view.id);
  if (['cancelled', 'merged'].includes(status)) return [];
  if (status === 'resolved') return [['post-mortem', `muster post-mortem ${id}`]];
  const open = checklist.find(
    ({ stage, state, probe }) => stage === 'immediate' && state === 'open' && probe === undefined,
  );
  const isReady = !checklist.some(({ stage, state }) => stage === 'immediate' && state === 'open');
  return [
    ...(lead === undefined ? [["I'm on it", `muster ack ${id}`] satisfies [string, string]] : []),
    ...(decision !== undefined && decision.made === undefined
      ? [['decide', `muster decide ${id} roll-back --reason "..." (or fix-forward)`] satisfies [string, string]]
      : []),
    ...(nextUpdate !== undefined ? [['update', `muster update ${id} "..."`] satisfies [string, string]] : []),
    ...(proposed !== undefined ? [['it is fixed', `muster status ${id} ${proposed}`] satisfies [string, string]] : []),
    ...(status === 'monitoring' && open !== undefined
      ? [['tick', `muster tick ${id} ${open.id} --evidence "..."`] satisfies [string, string]]
      : []),
    ...(status === 'monitoring' && isReady && notRecovered.length === 0
      ? [['resolve', `muster resolve ${id} "what resolved it"`] satisfies [string, string]]
      : []),
    ['more people', `muster escalate ${id} --reason "..."`],
  ];
}

/** The lines at the foot of a page that is watched. */
export const typeLines = (view: IncidentView, sheet: Sheet): string[] => {
  const lines = commandsFor(view).slice(0, MOST);
  if (lines.length === 0) return [];
  const rows = lines.map(([what, command]) => `  ${column(what, 12)} ${command}`);
  return [paint(sheet, 'bold', 'TYPE (Ctrl-C ends this)'), ...rows];
};
