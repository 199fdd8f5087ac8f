/** How does Jira take part in the demo, with the incident's ticket? */
import { FakeJira } from '../../test/fakes/jira/fake-jira';
import type { Vendor } from './vendor';

/** Tickets. */
export const jira: Vendor = {
  name: 'Jira',
  ports: ['ticket'],
  expects: [
    {
      what: "the linked ticket has the incident's title and names the incident",
      problem: ({ incident, sent }) => {
        const key = /\/browse\/([A-Z]+-\d+)$/.exec(incident.ticket ?? '')?.[1];
        if (key === undefined) return `the incident links to ${incident.ticket ?? 'no ticket'}`;
        const ticket = sent.find(({ vendor, subject = '' }) => vendor === 'Jira' && subject.startsWith(`${key} `));
        if (ticket === undefined) return `${key} does not exist`;
        if (ticket.subject?.includes(incident.title) !== true) return `the title of ${key} is: ${ticket.subject ?? ''}`;
        return ticket.text.includes(incident.id) ? undefined : `${key} says: ${ticket.text}`;
      },
    },
  ],
  async start() {
    const fake = await FakeJira.start();
    const seenAt = new Map<string, number>();
    const { url, email, token, project } = fake.settings;
    return {
      settings: {
        MUSTER_JIRA_URL: url,
        MUSTER_JIRA_EMAIL: email,
        MUSTER_JIRA_TOKEN: token,
        MUSTER_JIRA_PROJECT: project,
      },
      page: `${fake.vendor.url}/`,
      received: () =>
        fake.issues.map((issue) => {
          // The fake keeps no time of its own; the board looks often enough.
          const at = seenAt.get(issue.id) ?? Date.now();
          seenAt.set(issue.id, at);
          return {
            at,
            incidentId: '',
            key: issue.fields.labels?.find((label) => /^muster-[0-9a-f]{20}$/.test(label)) ?? issue.key,
            kind: 'ticket',
            port: 'ticket',
            device: 'browser',
            to: `project ${project}`,
            subject: `${issue.key} ${issue.fields.summary}`,
            text: fake.descriptionOf(issue),
          };
        }),
      stop: () => fake.stop(),
    };
  },
};
