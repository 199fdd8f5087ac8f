/** Makes an issue with what the project takes of it: "Create issue". */
import type { TicketToCreate } from '../../ports';
import { titleLine } from '../shared/plain-words';
import { asksFor, lineFor, type Missing, namedPart, type TicketPart } from '../shared/ticket-text';
import { type JiraApi, JiraRefused } from './api';
import { documentOf } from './document';
import { accountOf } from './people';
import { versionOf } from './versions';
import { z } from 'zod';

export interface JiraCreatingOptions {
  api: JiraApi;
  project: string;
  issueType: string;
  /** The policy's words for priorities, and Jira's names for them. */
  priorities: Readonly<Record<string, string>>;
}

const LONGEST_SUMMARY = 255;

const LONGEST_LABEL = 255;

const Created = z.object({ key: z.string().regex(/^[A-Z][A-Z0-9_]*-\d+$/) });

/** Fields that a ticket can do without, and what they are called in Jira. */
const FIELDS: Record<TicketPart, string> = {
  priority: 'priority',
  release: 'fixVersions',
  assignee: 'assignee',
  due: 'duedate',
};

const PARTS = Object.keys(FIELDS) as TicketPart[];

type Wanted = Partial<Record<TicketPart, unknown>>;

/** Answers the new issue's key, and what it had to do without. Looks for nothing: that was done before. */
export async function createJiraIssue(
  options: JiraCreatingOptions,
  ticket: TicketToCreate,
  label: string,
  signal?: AbortSignal,
): Promise<{ key: string; missing: Missing }> {
  const { api, project, issueType } = options;

  const create = async (wanted: Wanted, missing: Missing): Promise<string> => {
    const lines = PARTS.flatMap((part) => {
      const because = missing[part];
      if (because !== undefined) return [lineFor(part, ticket, because)];
      // A due date in Jira has no time of day.
      return part === 'due' && wanted.due !== undefined ? [namedPart(part, ticket).join(': ')] : [];
    });
    const fields = {
      project: { key: project },
      issuetype: { name: issueType },
      summary: titleLine(ticket.title, LONGEST_SUMMARY) || 'Incident',
      description: documentOf(ticket.text, lines),
      labels: [...new Set([...ticket.labels.map(asLabel).filter((each) => each !== ''), label])],
      ...Object.fromEntries(Object.entries(wanted).map(([part, value]) => [FIELDS[part as TicketPart], value])),
    };
    const { key } = await api.ask(Created, { method: 'POST', path: '/issue', body: { fields } }, signal);
    return key;
  };

  const { wanted, missing } = await fieldsFor(options, ticket, signal);
  try {
    return { key: await create(wanted, missing), missing };
  } catch (error) {
    const refused = refusedParts(error, wanted);
    if (refused.length === 0) throw error;
    // A 400 created nothing, so this creates nothing twice.
    const left = Object.fromEntries(Object.entries(wanted).filter(([part]) => !refused.includes(part as TicketPart)));
    const because = Object.fromEntries(refused.map((part) => [part, 'the project does not accept this field']));
    const all: Missing = { ...missing, ...because };
    return { key: await create(left, all), missing: all };
  }
}

async function fieldsFor(
  { api, project, priorities }: JiraCreatingOptions,
  ticket: TicketToCreate,
  signal?: AbortSignal,
): Promise<{ wanted: Wanted; missing: Missing }> {
  const { priority, release, assignee, dueAt } = ticket;
  const nothing = Promise.resolve(undefined);
  const [account, version] = await Promise.all([
    asksFor('assignee', ticket) ? accountOf({ api, project }, assignee ?? '', signal) : nothing,
    asksFor('release', ticket) ? versionOf({ api, project }, release ?? '', signal) : nothing,
  ]);
  return {
    wanted: {
      ...(asksFor('priority', ticket) && { priority: { name: priorities[priority] ?? capitalized(priority) } }),
      ...(dueAt !== undefined && { due: new Date(dueAt).toISOString().slice(0, 10) }),
      ...(account !== undefined && 'accountId' in account && { assignee: { accountId: account.accountId } }),
      ...(version !== undefined && 'id' in version && { release: [{ id: version.id }] }),
    },
    missing: {
      ...(account !== undefined && 'missing' in account && { assignee: account.missing }),
      ...(version !== undefined && 'missing' in version && { release: version.missing }),
    },
  };
}

/** The parts because of which alone it was refused; none if anything else was wrong, too. */
function refusedParts(error: unknown, wanted: Wanted): TicketPart[] {
  if (!(error instanceof JiraRefused) || error.status !== 400) return [];
  const fields = Object.keys(error.fields);
  const refused = PARTS.filter((part) => wanted[part] !== undefined && fields.includes(FIELDS[part]));
  return refused.length === fields.length ? refused : [];
}

/** Labels of Jira have no spaces. */
const asLabel = (label: string): string => label.trim().replace(/\s+/g, '-').slice(0, LONGEST_LABEL);

const capitalized = (word: string): string => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
