/** Adds a comment to an issue once: "Add comment". */
import { z } from 'zod';
import type { Receipt, Tickets } from '../../ports';
import { markerOf } from '../shared/effect-marker';
import { createOncePerMarker } from '../shared/once-per-marker';
import type { JiraApi } from './api';
import { documentOf } from './document';
import { browseUrl, keyNamed } from './read';

const Comments = z.object({ comments: z.array(z.object({ id: z.string(), body: z.unknown() })) });
const Made = z.object({ id: z.string() });

/** Jira has no idempotency keys: each comment names its marker, by which it is looked for among the newest before it is made. */
export function createJiraCommenting({ api, url }: { api: JiraApi; url: string }): Tickets['comment'] {
  const once = createOncePerMarker();

  return ({ incidentId, key, reference, text }, signal): Promise<Receipt> => {
    const marker = markerOf(incidentId, key, 'comment');
    return once(marker, async () => {
      signal?.throwIfAborted();
      const path = `/issue/${keyNamed(reference)}/comment`;
      const query = { orderBy: '-created', maxResults: '100' };
      const { comments } = await api.ask(Comments, { method: 'GET', path, query }, signal);
      const isThere = comments.some(({ body }) => JSON.stringify(body ?? '').includes(marker));
      if (!isThere) await api.ask(Made, { method: 'POST', path, body: { body: documentOf(text, [marker]) } }, signal);
      return { reference, url: browseUrl({ url }, reference) };
    });
  };
}
