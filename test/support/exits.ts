/** By which requests does Muster change something at a vendor, and what do people see of each? */
import type { LostAnswer } from '../fakes/lost-answer';
import type { FakeIncident } from '../fakes/pagerduty/fake-pagerduty';
import type { FakeVendor, VendorRequest } from '../fakes/vendor';
import { type Vendors, WAYS } from './vendors';
import { z } from 'zod';

/** One kind of effect at a vendor. */
export interface Exit {
  /** The first request of this kind takes effect, and its answer never comes. */
  loseAnswer(): LostAnswer;
  /**
   * What people see of this kind, in words that name the effect: twice the same is a doubled one. Not by what the adapter
   * itself finds it again by, which could be another one each time.
   */
  seen(): string[];
}

export type ExitName = keyof ReturnType<typeof exitsOf>;

/** Every request to a vendor that Muster could make twice by mistake. */
export function exitsOf(vendors: Vendors) {
  const { slack, pagerDuty, twilio, mail, zoom, jira, github, actions, statuspage } = vendors;
  const posted = (kind: 'C' | 'D'): string[] =>
    slack.workspace.messages
      .filter(({ channel }) => channel.startsWith(kind))
      .map(({ channel, metadata }) => `${channel} ${JSON.stringify(metadata?.event_payload)}`);
  const mailTo = (address: string): Exit => ({
    loseAnswer: () => mail.loseAnswerTo(({ to }) => to.includes(address)),
    seen: () =>
      mail.shown
        .filter(({ to }) => to.includes(address))
        .map(({ mail: { subject = '', text = '' } }) => `${subject} ${text}`),
  });

  return {
    'Slack, a page': {
      loseAnswer: () => requestTo(slack.vendor, '/api/chat.postMessage', (form) => channelIn(form).startsWith('D')),
      seen: () => posted('D'),
    },
    'Slack, a post': {
      loseAnswer: () => requestTo(slack.vendor, '/api/chat.postMessage', (form) => !channelIn(form).startsWith('D')),
      seen: () => posted('C'),
    },
    'Slack, an edit': {
      loseAnswer: () => requestTo(slack.vendor, '/api/chat.update'),
      // Whatever it shows, an incident has one message.
      seen: () =>
        slack.workspace.messages
          .filter(({ channel, threadTs }) => channel.startsWith('C') && threadTs === undefined)
          .map(({ metadata }) => metadata?.event_payload['incidentId'] ?? ''),
    },
    PagerDuty: {
      loseAnswer: () => requestTo(pagerDuty.vendor, '/v2/enqueue'),
      seen: () => pagerDuty.incidents.map(pageOf),
    },
    'a text message': {
      loseAnswer: () => requestTo(twilio.vendor, /\/Messages\.json$/),
      seen: () => twilio.messages.map(({ to, body }) => `${to} ${withoutLastLine(body)}`),
    },
    'a call': {
      loseAnswer: () => requestTo(twilio.vendor, /\/Calls\.json$/),
      // The words of a page name its incident.
      seen: () => twilio.calls.map(({ to, twiml }) => `${to} ${twiml}`),
    },
    'mail, a page': mailTo(WAYS['olga']?.address ?? ''),
    'mail to stakeholders': mailTo('stakeholders@company.com'),
    Zoom: {
      loseAnswer: () => requestTo(zoom.vendor, /\/meetings$/),
      seen: () => zoom.meetings.map(({ agenda = '' }) => agenda.slice(agenda.indexOf('Incident '))),
    },
    Jira: {
      loseAnswer: () => requestTo(jira.vendor, '/rest/api/3/issue'),
      seen: () => jira.issues.map((issue) => `${issue.fields.summary} ${jira.descriptionOf(issue)}`),
    },
    'GitHub, an issue': {
      loseAnswer: () => requestTo(github.vendor, /\/issues$/),
      seen: () => github.issues.map(({ title, body }) => `${title} ${withoutLastLine(body)}`),
    },
    'GitHub Actions': {
      loseAnswer: () => requestTo(actions.vendor, /\/dispatches$/),
      seen: () => actions.github.runs.map(({ title }) => title),
    },
    'Statuspage, a report': {
      loseAnswer: () => requestTo(statuspage.vendor, /\/incidents$/),
      seen: () => statuspage.reports.map(({ metadata }) => String(metadata['muster']?.['report'])),
    },
    'Statuspage, an update': {
      loseAnswer: () => requestTo(statuspage.vendor, /\/incidents\/[^/]+$/),
      seen: () =>
        statuspage.reports.flatMap(({ id, updates }) => updates.map(({ status, body }) => `${id} ${status} ${body}`)),
    },
  } satisfies Record<string, Exit>;
}

/** Of a request that changes something. */
const requestTo = (
  vendor: FakeVendor,
  address: string | RegExp,
  isMeant: (form: URLSearchParams) => boolean = () => true,
): LostAnswer =>
  vendor.loseAnswerTo(({ method, path, body }: VendorRequest) => {
    const { pathname } = new URL(path, vendor.url);
    const isThere = typeof address === 'string' ? pathname === address : address.test(pathname);
    return method !== 'GET' && isThere && isMeant(new URLSearchParams(body));
  });

const Details = z.object({ incident: z.string(), page: z.string() });

/** The page that opened an incident there. */
function pageOf({ log: [opened] }: FakeIncident): string {
  const { incident, page } = Details.parse(opened?.details);
  return `${incident} ${page}`;
}

/** There is the mark of the effect. */
const withoutLastLine = (text: string): string => text.trimEnd().split('\n').slice(0, -1).join('\n');

const channelIn = (form: URLSearchParams): string => form.get('channel') ?? '';
