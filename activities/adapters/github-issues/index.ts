/** Tickets as issues of a GitHub repository. */
import type { Tickets } from '../../ports';
import { markerOf } from '../shared/effect-marker';
import { createOncePerMarker } from '../shared/once-per-marker';
import { noteOn } from '../shared/ticket-text';
import { issuesApi } from './refusal';
import { createGithubIssue, type GithubCreatingOptions } from './create';
import { createGithubLookup } from './lookup';
import { createGithubCommenting } from './comment';
import { createGithubReading, referenceOf } from './read';

export interface GithubIssuesOptions extends Pick<GithubCreatingOptions, 'loginOf'> {
  token: string;
  /** As `acme/shop`. */
  repository: string;
  apiUrl?: string;
  /** Labels for the policy's priorities; else `priority: high`. */
  priorities?: Readonly<Record<string, string>>;
  /** For each request; creating a ticket takes four, and one more for each 25 tickets that are looked through. */
  withinMs?: number;
  now?: () => number;
}

/** On every issue that Muster makes. */
const LABEL = 'muster';

/** Every issue ends with a comment made from its incident and key, by which it is looked for before it is made. */
export function createGithubIssues(options: GithubIssuesOptions): Required<Tickets> {
  const { token, repository, apiUrl, priorities = {}, loginOf, withinMs = 4_000, now = Date.now } = options;
  const api = issuesApi({ token, withinMs, now, apiUrl });
  const lookup = createGithubLookup({ api, repository, label: LABEL });
  const once = createOncePerMarker();

  return {
    create(ticket, signal) {
      const marker = markerOf(ticket.incidentId, ticket.key);
      return once(marker, async () => {
        signal?.throwIfAborted();
        const known = await lookup.find(marker, signal);
        if (known !== undefined) return { reference: referenceOf(repository, known.number), url: known.url };
        const creating = { api, repository, label: LABEL, priorities, loginOf };
        const { number, url, missing } = await createGithubIssue(creating, ticket, marker, signal);
        return { reference: referenceOf(repository, number), url, ...noteOn(missing) };
      });
    },
    comment: createGithubCommenting(api, now),
    read: createGithubReading(api),
  };
}
