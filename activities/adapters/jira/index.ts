/** Tickets in Jira Cloud. */
import type { Tickets } from '../../ports';
import { markerOf } from '../shared/effect-marker';
import { createOncePerMarker } from '../shared/once-per-marker';
import { noteOn } from '../shared/ticket-text';
import { createJiraApi, type JiraAccount } from './api';
import { createJiraIssue } from './create';
import { createJiraCommenting } from './comment';
import { createJiraLookup } from './lookup';
import { browseUrl, createJiraReading } from './read';

export interface JiraOptions extends JiraAccount {
  /** Its key, as `OPS`. */
  project: string;
  issueType?: string;
  /** Jira's names for the policy's priorities; else Highest for `critical`, and any other word with a capital letter. */
  priorities?: Readonly<Record<string, string>>;
  /** For each request; creating a ticket takes five, six where a field is refused. */
  withinMs?: number;
}

export const DEFAULT_ISSUE_TYPE = 'Task';

/** A new site of Jira has Highest to Lowest; the other words of the shipped policy are Jira's already. */
const USUAL_PRIORITIES = { critical: 'Highest' };

/** Every ticket has a label made from its incident and key, by which it is looked for before it is made. */
export function createJiraTickets(options: JiraOptions): Required<Tickets> {
  const { url, email, token, project, issueType = DEFAULT_ISSUE_TYPE, withinMs = 4_000 } = options;
  const priorities = { ...USUAL_PRIORITIES, ...options.priorities };
  const api = createJiraApi({ url, email, token, withinMs });
  const lookup = createJiraLookup({ api, project });
  const once = createOncePerMarker();

  return {
    create(ticket, signal) {
      const label = markerOf(ticket.incidentId, ticket.key);
      return once(label, async () => {
        signal?.throwIfAborted();
        const known = await lookup.find(label, signal);
        if (known !== undefined) return { reference: known, url: browseUrl({ url }, known) };
        const { key, missing } = await createJiraIssue({ api, project, issueType, priorities }, ticket, label, signal);
        return {
          reference: key,
          url: browseUrl({ url }, key),
          ...noteOn(missing),
        };
      });
    },
    comment: createJiraCommenting({ api, url }),
    read: createJiraReading({ api, url }),
  };
}
