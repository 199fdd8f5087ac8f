/** How does a person publish to the public status page or withdraw from it, knowing what customers will read? */
import { notPermitted } from '../../domain/acts/permissions';
import type { PublishableView } from '../../domain/status-page/view';
import type { IncidentView } from '../../domain/view';
import { saying, textField } from './fields';
import type { Clicker, Form } from './form';

/** As many characters as the incident takes. */
const LONGEST_IMPACT = 500;

const WARNING = 'Customers will read this. It goes live on the public status page as soon as you send it.';

export const PUBLISH: Form = {
  title: 'Publish to status page',
  submit: 'Publish',
  looks: true,
  unless: (incident, clicker) =>
    incident.mayPublish === undefined
      ? `You can't publish this: the policy keeps ${incident.severity} incidents off the status page, or the incident has ended.`
      : mayNot(incident, clicker, 'publish'),
  blocks: (incident, typed) => {
    const offer = incident?.mayPublish;
    if (offer === undefined) return [];
    return [
      saying(WARNING),
      saying(`${offer.isPublic ? 'Customers now see' : 'Customers will see'}:\n${offer.title}\n${offer.text}`),
      saying(`State: ${offer.status}. ${shownAs(offer)}`),
      textField('impact', 'What isn’t working? (in words for customers)', {
        initial: typed === '' ? offer.impact : typed,
        longest: LONGEST_IMPACT,
        hint: 'No names, causes or internal systems. The rest of the text comes from the policy.',
      }),
    ];
  },
  shown: ({ mayPublish }) =>
    mayPublish && { isPublic: mayPublish.isPublic, impact: mayPublish.impact.slice(0, LONGEST_IMPACT).trim() },
  asks: ({ impact }, { shown }) => ({
    action: 'statusPage',
    body: {
      state: 'published',
      // The policy's own words stay the policy's: they follow the severity.
      impact: impact === shown?.impact ? undefined : impact,
      // A person who saw that nothing was public must not overwrite what someone else has published since.
      first: shown?.isPublic === false ? true : undefined,
    },
  }),
};

export const UNPUBLISH: Form = {
  title: 'Take off status page',
  submit: 'Withdraw',
  looks: true,
  unless: (incident, clicker) =>
    incident.statusPage?.state === 'open'
      ? mayNot(incident, clicker, 'unpublish')
      : 'This incident is not on the status page.',
  blocks: () => [
    saying('Customers will read that this report was withdrawn. Earlier updates stay in the page’s history.'),
    textField('reason', 'Why? (customers won’t see this)'),
  ],
  asks: ({ reason }) => ({ action: 'statusPage', body: { state: 'withdrawn', reason } }),
};

const mayNot = ({ lead }: IncidentView, clicker: Clicker, what: 'publish' | 'unpublish'): string | undefined =>
  notPermitted({ ...clicker, do: what }, lead);

function shownAs({ shownAs: { impact, component } }: PublishableView): string {
  const service = component === undefined ? '' : ` The service is shown as ${component.replace(/-/g, ' ')}.`;
  return `Impact: ${impact}.${service}`;
}
