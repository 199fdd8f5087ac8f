/** What happens if somebody does something that can't be taken back? Told before it is done. */
import { rulesOf } from '../../domain/severity/scale';
import type { IncidentView } from '../../domain/view';
import type { Policy } from '../../policy/schema';
import { standsAgainst } from './forms/demand';
import type { FormContext } from './forms/choices';
import { shortDuration } from './text/duration';

/** Acts that always lead through a page which says what will happen. */
const ALWAYS = ['cancel', 'merge'];

/** Whether this act has to be seen through before it is done. */
function isSerious(name: string, body: Readonly<Record<string, unknown>>, context: FormContext): boolean {
  if (ALWAYS.includes(name)) return true;
  if (name === 'decide') return body['choice'] === 'roll-back';
  if (name === 'resolve') return standsAgainst(context).length > 0;
  return name === 'statusPage' && body['state'] === 'published';
}

/** What will happen, a sentence each; nothing for an act that can be taken back. */
export function consequencesOf(name: string, body: Readonly<Record<string, unknown>>, context: FormContext): string[] {
  const { view, policy } = context;
  if (view === undefined || !isSerious(name, body, context)) return [];
  switch (name) {
    case 'cancel':
      return cancelled(view, policy);
    case 'merge':
      return [
        'The other incident ends as merged. Its alerts and its people move to this incident.',
        'Nothing more is sent about the other incident. A merge can’t be undone.',
      ];
    case 'decide':
      return rolledBack(view, policy);
    case 'resolve':
      return resolved(view, policy);
    default:
      return published(view);
  }
}

function cancelled(view: IncidentView, policy: Policy): string[] {
  const { announce } = rulesOf(policy, view.severity);
  return [
    'The incident ends as a false alarm. Pages stop, and nobody is contacted any more.',
    ...(announce.to.includes('stakeholders')
      ? ['The channel and the stakeholders read that it was a false alarm, and your reason.']
      : ['The channel reads that it was a false alarm, and your reason.']),
    'There is no post-mortem. A cancelled incident can’t be opened again.',
  ];
}

function rolledBack(view: IncidentView, policy: Policy): string[] {
  const { versions } = view.decision ?? {};
  const { running = 'the version that runs now', target } = versions ?? {};
  const rules = rulesOf(policy, view.severity).decision;
  return [
    target === undefined
      ? `The service goes back from ${running} to the version before it, or to the version that you name.`
      : `The service goes back from ${running} to ${target}, unless you name another version.`,
    ...(rules?.persons === 2 ? ['A second approver must confirm it: nothing happens before that.'] : []),
    'Where a way to roll back is connected, Muster rehearses it, does it, and reads back what runs. Where none is, it asks the lead to do it by hand.',
    'The decision is on the record with your name and your reason.',
  ];
}

function resolved(view: IncidentView, policy: Policy): string[] {
  return [
    'The incident is resolved although the above is open.',
    'Your reason is on the record, and the post-mortem shows it.',
    'The resolved notification goes out.',
    ...(rulesOf(policy, view.severity).postMortem
      ? [`The post-mortem begins. Its meeting has to be held within ${shortDuration(policy.postMortem.heldWithin)}.`]
      : []),
  ];
}

function published({ mayPublish }: IncidentView): string[] {
  if (mayPublish === undefined) return ['The policy keeps this incident off the status page.'];
  const { title, text, status, shownAs } = mayPublish;
  return [
    `Customers read on the public status page: “${title}”.`,
    `Its text: ${text}`,
    `It is shown as ${status}, impact ${shownAs.impact}${shownAs.component === undefined ? '' : `, component ${shownAs.component}`}.`,
  ];
}
