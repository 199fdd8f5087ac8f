/** Makes an issue with what the repository takes of it: "Create an issue". */
import type { TicketToCreate } from '../../ports';
import { cutText, titleLine } from '../shared/plain-words';
import { asksFor, lineFor, type Missing, namedPart, type TicketPart } from '../shared/ticket-text';
import type { GithubApi } from '../github/api';
import { GithubRefused } from './refusal';
import { bodyOf } from './body';
import type { GithubIssue } from './lookup';
import { milestoneOf } from './milestones';
import { z } from 'zod';
import { defined } from '../../../domain/state/fields';

export interface GithubCreatingOptions {
  api: GithubApi;
  repository: string;
  /** The label that all tickets have. */
  label: string;
  /** The policy's words for priorities, and the labels that stand for them. */
  priorities: Readonly<Record<string, string>>;
  /** Who somebody is on GitHub, by their mail address: GitHub itself does not say. */
  loginOf: (address: string) => Promise<string | undefined>;
}

const LONGEST_TITLE = 256;

const LONGEST_LABEL = 50;

const Created = z.object({
  number: z.number().int().positive(),
  html_url: z.url({ protocol: /^https?$/ }),
  labels: z.array(z.union([z.string(), z.object({ name: z.string() })])).default([]),
  assignees: z.array(z.object({ login: z.string() })).default([]),
  milestone: z.object({ number: z.number() }).nullish(),
});

interface Wanted {
  labels: string[];
  assignee?: string;
  milestone?: number;
}

/** Answers the new issue, and what it had to do without. Looks for nothing: that was done before. */
export async function createGithubIssue(
  options: GithubCreatingOptions,
  ticket: TicketToCreate,
  marker: string,
  signal?: AbortSignal,
): Promise<GithubIssue & { missing: Missing }> {
  const { api, repository } = options;

  const create = async ({ labels, assignee, milestone }: Wanted, missing: Missing) => {
    const body = {
      title: titleLine(ticket.title, LONGEST_TITLE) || 'Incident',
      body: bodyOf(ticket.text, linesOf(ticket, missing), marker),
      labels,
      ...(assignee !== undefined && { assignees: [assignee] }),
      ...defined({ milestone }),
    };
    const made = await api.ask(Created, { method: 'POST', path: `/repos/${repository}/issues`, body }, signal);
    return { number: made.number, url: made.html_url, missing: { ...missing, ...dropped(made, { assignee, labels }) } };
  };

  const { wanted, missing } = await fieldsFor(options, ticket, signal);
  try {
    return await create(wanted, missing);
  } catch (error) {
    const isWithoutField = (field: string): boolean => error instanceof GithubRefused && error.fields.includes(field);
    const refused: Missing = {
      ...(isWithoutField('assignees') && { assignee: "GitHub doesn't allow assigning them in this repository" }),
      ...(isWithoutField('milestone') && { release: 'GitHub did not accept the milestone' }),
    };
    if (Object.keys(refused).length === 0 || (error as GithubRefused).status !== 422) throw error;
    // A 422 created nothing, so this creates nothing twice.
    const { labels, assignee, milestone } = wanted;
    const left: Wanted = {
      labels,
      ...(assignee !== undefined && refused.assignee === undefined && { assignee }),
      ...(milestone !== undefined && refused.release === undefined && { milestone }),
    };
    return create(left, { ...missing, ...refused });
  }
}

/** The text names what GitHub has no field for (priority and due date), and what has to be done without. */
function linesOf(ticket: TicketToCreate, missing: Missing): string[] {
  const parts: TicketPart[] = ['priority', 'release', 'assignee', 'due'];
  return parts.flatMap((part) => {
    const because = missing[part];
    if (because !== undefined) return [lineFor(part, ticket, because)];
    const hasField = part === 'release' || part === 'assignee';
    return hasField || !asksFor(part, ticket) ? [] : [namedPart(part, ticket).join(': ')];
  });
}

async function fieldsFor(
  { api, repository, label, priorities, loginOf }: GithubCreatingOptions,
  ticket: TicketToCreate,
  signal?: AbortSignal,
): Promise<{ wanted: Wanted; missing: Missing }> {
  const { priority, release, assignee } = ticket;
  const nothing = Promise.resolve(undefined);
  const [milestone, login] = await Promise.all([
    asksFor('release', ticket) ? milestoneOf({ api, repository }, release ?? '', signal) : nothing,
    asksFor('assignee', ticket) ? loginOf(assignee ?? '') : nothing,
  ]);
  const word = asksFor('priority', ticket) ? [priorities[priority] ?? `priority: ${priority}`] : [];
  const labels = [label, ...ticket.labels, ...word].map(asLabel).filter((each) => each !== '');
  return {
    wanted: {
      labels: [...new Set(labels)],
      ...defined({ assignee: login }),
      ...(milestone !== undefined && 'number' in milestone && { milestone: milestone.number }),
    },
    missing: {
      ...(milestone !== undefined && 'missing' in milestone && { release: milestone.missing }),
      ...(asksFor('assignee', ticket) &&
        login === undefined && { assignee: 'add their GitHub login to the directory' }),
    },
  };
}

/** GitHub drops without a word what a token may not set. */
function dropped(
  made: z.infer<typeof Created>,
  { assignee, labels }: { assignee: string | undefined; labels: string[] },
): Missing {
  const names = made.labels.map((label) => (typeof label === 'string' ? label : label.name).toLowerCase());
  const isAssigned = made.assignees.some(({ login }) => login.toLowerCase() === assignee?.toLowerCase());
  const hasLabels = labels.every((label) => names.includes(label.toLowerCase()));
  return {
    ...(assignee !== undefined && !isAssigned && { assignee: "the token can't assign people" }),
    ...(!hasLabels && { priority: "the token can't set labels" }),
  };
}

/** At most 50 characters; a comma would be two labels in a list. */
const asLabel = (label: string): string => cutText(titleLine(label, 100).replace(/,/g, ' '), LONGEST_LABEL);
