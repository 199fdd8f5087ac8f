import { createGithubIssues } from '../../activities/adapters/github-issues';
import { createJiraTickets } from '../../activities/adapters/jira';
import type { Receipt, Tickets } from '../../activities/ports';
import { FakeGithub } from '../fakes/github-issues/fake-github';
import { FakeJira } from '../fakes/jira/fake-jira';
import { textOf } from '../fakes/jira/issue-rules';
import type { FakeVendor } from '../fakes/vendor';
import { describePeoplePort } from './people.contract';
import { describeProvider } from './provider.contract';

interface Tracker {
  vendor: FakeVendor;
  token: string;
  tickets: Required<Tickets>;
  /** The titles of all tickets that are there. */
  titles: () => string[];
  /** The texts of all comments that are there. */
  comments: () => string[];
  /** Puts a ticket there, and answers its reference. */
  add: () => string;
}

const ticketFor = (incidentId: string, key: string) => ({
  incidentId,
  key,
  kind: 'notice' as const,
  title: `${incidentId} ${key}`,
  text: 'Nobody can deploy',
  priority: 'high',
  labels: ['incident'],
  release: null,
});

const TRACKERS: Record<string, { start: () => Promise<Tracker>; ahead: number; sane: string[] }> = {
  Jira: {
    // Two searches and a look at the next numbers.
    ahead: 3,
    sane: [],
    start: async () => {
      const jira = await FakeJira.start();
      return {
        vendor: jira.vendor,
        token: jira.token,
        tickets: createJiraTickets({ ...jira.settings, withinMs: 1_500 }),
        titles: () => jira.issues.map(({ fields }) => fields.summary),
        comments: () => jira.comments.map(({ body }) => textOf(body)),
        add: () => jira.add().key,
      };
    },
  },
  'GitHub issues': {
    ahead: 2,
    // A repository without issues.
    sane: ['[]'],
    start: async () => {
      const github = await FakeGithub.start();
      return {
        vendor: github.vendor,
        token: github.token,
        tickets: createGithubIssues({
          ...github.settings,
          withinMs: 1_500,
          loginOf: () => Promise.resolve(undefined),
        }),
        titles: () => github.issues.map(({ title }) => title),
        comments: () => github.comments.map(({ body }) => body),
        add: () => `${github.repository}#${github.add({}).number}`,
      };
    },
  },
};

const running: FakeVendor[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((vendor) => vendor.stop()));
});

for (const [name, { start, ahead, sane }] of Object.entries(TRACKERS)) {
  describePeoplePort(name, () => {
    const tracker = start().then((started) => {
      running.push(started.vendor);
      return started;
    });
    return {
      send: async (incidentId, key, signal): Promise<Receipt> =>
        (await tracker).tickets.create(ticketFor(incidentId, key), signal),
      effects: async () => (await tracker).titles(),
    };
  });

  describePeoplePort(`${name} (comments)`, () => {
    const tracker = start().then((started) => {
      running.push(started.vendor);
      return { ...started, reference: started.add() };
    });
    return {
      send: async (incidentId, key, signal): Promise<Receipt> => {
        const { tickets, reference } = await tracker;
        const text = `${incidentId} ${key}`;
        return tickets.comment({ incidentId, key, kind: 'notice', text, reference }, signal);
      },
      effects: async () => (await tracker).comments().flatMap((text) => /i-\d \w+/.exec(text) ?? []),
    };
  });

  const create = async () => {
    const { vendor, token, tickets } = await start();
    return { vendor, token, act: (signal?: AbortSignal) => tickets.create(ticketFor('i-1', 'ticket'), signal) };
  };
  describeProvider(`${name} (looking for a ticket)`, create, { sane });
  describeProvider(`${name} (creating a ticket)`, async () => ({ ...(await create()), ahead }));
  describeProvider(`${name} (commenting on a ticket)`, async () => {
    const { vendor, token, tickets, add } = await start();
    const comment = { incidentId: 'i-1', key: 'ticket', kind: 'notice', text: 'again', reference: add() } as const;
    return { vendor, token, ahead: 1, act: (signal) => tickets.comment(comment, signal) };
  });
  describeProvider(`${name} (reading a ticket)`, async () => {
    const { vendor, token, tickets, add } = await start();
    const reference = add();
    return { vendor, token, act: (signal) => tickets.read(reference, signal) };
  });
}
