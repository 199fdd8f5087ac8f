/** What does an error from PostgreSQL mean: retry later, add a permission, or is the error itself the finding? */
import { ProviderRejected, ProviderUnavailable } from '../../errors';
import { codeOf } from '../shared/system-error';
import { messageOf } from '../../../domain/text/message-of';

/** PostgreSQL accepts no more connections. That is not a failed check: it is the finding. */
export class NoConnectionLeft extends ProviderUnavailable {}

/** Somebody holds a table so that not even its size can be read. */
export class TableLocked extends ProviderUnavailable {}

/** The role lacks a right. `grant` is what a superuser types to give it. */
export class RightMissing extends ProviderRejected {
  constructor(
    reason: string,
    readonly grant: string,
  ) {
    super(PROVIDER, `${reason}; a superuser can grant it: ${grant}`);
  }
}

const PROVIDER = 'postgresql';

/** SQLSTATE codes that say "not now", in words. */
const LATER: Record<string, string> = {
  '57014': 'a query timed out (statement_timeout)',
  '57P01': 'the server was shut down',
  '57P02': 'the server crashed and is restarting',
  '57P03': 'the server is starting up, shutting down or recovering',
};

const ON_THE_WAY: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  ENOTFOUND: 'host not found',
  EAI_AGAIN: 'host name not resolved',
  EHOSTUNREACH: 'host unreachable',
  ETIMEDOUT: 'no answer',
  ENOENT: 'socket not found',
};

/**
 * What an error of the database or of the way to it means. Its own words are kept, its cause is not: that may hold the
 * password.
 */
export function postgresFailure(error: unknown, role: string): Error {
  if (error instanceof ProviderUnavailable || error instanceof ProviderRejected) return error;
  const code = codeOf(error) ?? '';
  const message = messageOf(error);
  if (code === '53300') return full(message);
  if (code === '42501') return new RightMissing(message, grantFor(message, role));
  if (code === '55P03') return new TableLocked(PROVIDER, 'a table is exclusively locked (lock_timeout)');
  const later = LATER[code] ?? ON_THE_WAY[code];
  if (later !== undefined) return new ProviderUnavailable(PROVIDER, later);
  if (code.startsWith('28')) return new ProviderRejected(PROVIDER, `the login failed: ${message}`);
  // Five characters are an SQLSTATE: the server has answered, and would answer the same again.
  return /^[0-9A-Z]{5}$/.test(code)
    ? new ProviderRejected(PROVIDER, `${message} (${code})`)
    : new ProviderUnavailable(PROVIDER, message);
}

/** The role's own limit says nothing about the others; any other limit keeps applications out as well. */
function full(message: string): ProviderUnavailable {
  return message.includes('for role')
    ? new ProviderUnavailable(PROVIDER, `Muster's own role has used all of its connections: ${message}`)
    : new NoConnectionLeft(PROVIDER, `the server accepts no further connections: ${message}`);
}

function grantFor(message: string, role: string): string {
  const [, kind = '', name = ''] = /for (database|schema|view|table) "?([^"\s]+)"?/.exec(message) ?? [];
  const to = `TO ${role}`;
  switch (kind) {
    case 'database':
      return `GRANT CONNECT ON DATABASE ${name} ${to}`;
    case 'schema':
      return `GRANT USAGE ON SCHEMA ${name} ${to}`;
    case 'view':
    case 'table':
      return `GRANT SELECT ON ${name} ${to}`;
    default:
      return `GRANT pg_monitor ${to}`;
  }
}
