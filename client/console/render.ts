/** How does a page of the room become an answer to a browser? */
import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { render } from 'preact-render-to-string';
import { withoutBidi } from './text/bidi';

/** What a browser may load for a page: only what comes from here, and nothing that stands in the page itself. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/**
 * A page as HTML. Everything in it is escaped, and nothing in it turns the direction of text: both hold for the whole page,
 * so that no part has to know which of its texts are foreign.
 */
export const renderPage = (page: VNode): string => withoutBidi(`<!doctype html>${render(page)}`);

/** Answers with a page; 304 where the browser has just this one. */
export function sendPage(request: FastifyRequest, reply: FastifyReply, page: VNode, status = 200): FastifyReply {
  const html = renderPage(page);
  const tag = `"${createHash('sha256').update(html).digest('base64url').slice(0, 24)}"`;
  reply.headers({
    'content-security-policy': PAGE_POLICY,
    'content-type': 'text/html; charset=utf-8',
    // Kept by nobody but the browser that asks, and never shown without asking us: it may be about an open incident.
    'cache-control': 'private, no-cache',
    vary: 'cookie',
    // Without a referrer browsers name no origin with a form either, and it would pass for a foreign one.
    'referrer-policy': 'same-origin',
    etag: tag,
  });
  if (status === 200 && request.method === 'GET' && request.headers['if-none-match'] === tag)
    return reply.code(304).send();
  return reply.code(status).send(html);
}
