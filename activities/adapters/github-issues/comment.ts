/** Adds a comment to an issue once: "Create an issue comment". */
import { z } from 'zod';
import type { Receipt, Tickets } from '../../ports';
import type { GithubApi } from '../github/api';
import { markerOf } from '../shared/effect-marker';
import { createOncePerMarker } from '../shared/once-per-marker';
import { bodyOf, hasMarker } from './body';
import { issueNamed } from './read';

const Comment = z.object({ html_url: z.url({ protocol: /^https?$/ }), body: z.string().nullish() });

/** An attempt whose answer was lost is looked for among the comments of this time. */
const LOOKED_BACK_MS = 24 * 3_600_000;

/** GitHub has no idempotency keys: each comment ends with a marker, by which it is looked for before it is made. */
export function createGithubCommenting(api: GithubApi, now: () => number): Tickets['comment'] {
  const once = createOncePerMarker();

  return ({ incidentId, key, reference, text }, signal): Promise<Receipt> => {
    const marker = markerOf(incidentId, key, 'comment');
    return once(marker, async () => {
      signal?.throwIfAborted();
      const { repository, number } = issueNamed(reference);
      const path = `/repos/${repository}/issues/${number}/comments`;
      const query = { per_page: '100', since: new Date(now() - LOOKED_BACK_MS).toISOString() };
      const all = await api.ask(z.array(Comment), { method: 'GET', path, query }, signal);
      const known = all.find(({ body }) => hasMarker(body, marker));
      const { html_url: url } =
        known ?? (await api.ask(Comment, { method: 'POST', path, body: { body: bodyOf(text, [], marker) } }, signal));
      return { reference, url };
    });
  };
}
