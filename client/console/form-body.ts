/** How is a form that a browser sends read, and was it sent from a page of ours? */
import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Headers } from '../access/gate';
import { NotAllowed } from '../errors';

/** The field that proves that a page of this session sent the form. */
export const FORM_TOKEN = 'form-token';

/** As much as people write; the draft of a post-mortem is the longest. */
const LONGEST_FORM_BYTES = 1024 * 1024;

/** Forms are read as browsers write them; a form without a field is an empty one. */
export function readForms(room: FastifyInstance): void {
  room.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: LONGEST_FORM_BYTES },
    (_request, body, done) => done(null, new URLSearchParams(body as string)),
  );
}

/** The fields of a form. */
export const fieldsOf = ({ body }: FastifyRequest): URLSearchParams =>
  body instanceof URLSearchParams ? body : new URLSearchParams();

/**
 * Refuses a form that another site made a browser send: by what the browser says of where it comes from, and where somebody
 * is signed in by the token of the page.
 */
export function refuseForeignForm(request: FastifyRequest, formToken: string | undefined): void {
  if (!comesFromHere(request.headers))
    throw new NotAllowed('This form comes from another website. Open the page in Muster and send it from there.');
  if (formToken !== undefined && !isSame(fieldsOf(request).get(FORM_TOKEN) ?? '', formToken))
    throw new NotAllowed('This form is from an earlier sign-in. Load the page again, then send it once more.');
}

function comesFromHere({ origin, host, 'x-forwarded-host': forwarded, 'sec-fetch-site': site }: Headers): boolean {
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  // No browser leaves both out with a form; a program that does is nobody's browser.
  if (origin === undefined) return true;
  if (typeof origin !== 'string' || !URL.canParse(origin)) return false;
  // What a proxy adds; a page of another site can't make a browser send it.
  return [host, forwarded].includes(new URL(origin).host);
}

function isSame(shown: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(shown), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
