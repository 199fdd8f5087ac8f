import type { FastifyError, FastifyReply } from 'fastify';
import { Refused, Unanswered, Unreachable } from '../errors';
import { NoAlert } from './intake/alertmanager';
import { BadJson } from './strict-json';

/** RFC 9457. */
export interface Problem {
  status: number;
  title: string;
  detail: string;
}

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

export const problem = (status: number, detail: string): Problem => ({
  status,
  title: TITLES[status] ?? 'Error',
  detail,
});

/** What a caller is told of an error. A bug says nothing of itself. */
export function problemOf(error: unknown): Problem {
  if (error instanceof NoAlert || error instanceof BadJson) return problem(400, error.message);
  if (error instanceof Refused) return problem(409, error.message);
  if (error instanceof Unreachable || error instanceof Unanswered) return problem(503, error.message);
  const { statusCode, code } = (error ?? {}) as Partial<FastifyError>;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return problem(413, 'The body has more than 1 MB.');
  if (statusCode === 415) return problem(415, 'The body has to be application/json.');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return problem(statusCode, 'The request can’t be read.');
  return problem(500, 'Muster failed; its log says more.');
}

/** `more` are members of its own, as RFC 9457 allows. */
export function sendProblem(reply: FastifyReply, told: Problem, more: object = {}): FastifyReply {
  if (told.status === 503) reply.header('retry-after', '5');
  return reply
    .code(told.status)
    .header('content-type', 'application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', ...told, ...more }));
}
