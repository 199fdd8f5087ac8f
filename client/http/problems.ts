/** Which HTTP status and text does an error become? */
import type { FastifyError, FastifyReply } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { BadInput, type Mistake } from '../actions/action';
import { defined } from '../../domain/state/fields';
import { NotAllowed, NotAuthenticated, NotFound, Refused, Unanswered, Unreachable } from '../errors';
import { NoAlert } from './intake/delivery';
import { BadJson } from './strict-json';

/** RFC 9457. */
export interface Problem {
  status: number;
  title: string;
  detail: string;
  /** Place and reason of each mistake in what was sent. */
  errors?: Mistake[];
  /** The field of the body in which the caller can say what would allow a refused act. */
  missing?: string;
}

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'Content Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

export const problem = (status: number, detail: string): Problem => ({
  status,
  title: TITLES[status] ?? 'Error',
  detail,
});

/** What a caller is told about an error. About a bug it says nothing. */
export function problemOf(error: unknown): Problem {
  if (error instanceof BadJson) return problem(400, error.message);
  if (error instanceof NoAlert) return problem(422, error.message);
  if (error instanceof NotAuthenticated) return problem(401, error.message);
  if (error instanceof NotAllowed) return problem(403, error.message);
  if (error instanceof BadInput) return refusing(error);
  if (hasZodFastifySchemaValidationErrors(error)) return notFitting(error);
  if (error instanceof NotFound) return problem(404, error.message);
  if (error instanceof Refused) return { ...problem(409, error.message), ...defined({ missing: error.missing }) };
  if (error instanceof Unreachable || error instanceof Unanswered) return problem(503, error.message);
  const { statusCode, code } = (error ?? {}) as Partial<FastifyError>;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return problem(413, 'The body is too large: at most 256 KB, or 1 MB for alerts.');
  if (statusCode === 414) return problem(414, 'The path is too long.');
  if (statusCode === 415) return problem(415, 'The body must be application/json.');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return problem(statusCode, 'Malformed request.');
  return problem(500, 'Internal error; see Muster’s log.');
}

const refusing = ({ message, problems }: BadInput): Problem => ({
  ...problem(422, `Invalid request: ${message}.`),
  errors: problems,
});

/** What the schema of a route says against a request. */
function notFitting({ validation }: { validation: { instancePath: string; message?: string }[] }): Problem {
  return refusing(
    new BadInput(
      validation.map(({ instancePath, message = 'is invalid' }) => ({
        path: instancePath.replace(/^\//, '').replaceAll('/', '.'),
        message,
      })),
    ),
  );
}

/** `more` are members of its own, as RFC 9457 allows. */
export function sendProblem(reply: FastifyReply, told: Problem, more: object = {}): FastifyReply {
  if (told.status === 503) reply.header('retry-after', '5');
  if (told.status === 401) reply.header('www-authenticate', 'Bearer');
  return reply
    .code(told.status)
    .header('content-type', 'application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', ...told, ...more }));
}
