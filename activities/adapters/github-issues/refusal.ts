/** How GitHub says no to what is asked about issues, and how it is asked: https://docs.github.com/en/rest/issues/issues. */
import { z } from 'zod';
import { ProviderRejected } from '../../errors';
import { createGithubApi, type GithubAccount, type GithubApi } from '../github/api';
import { type HttpAnswer, type HttpCall, quoted, reasonIn } from '../shared/http-call';
import { GITHUB_ISSUES } from './provider';

/** GitHub does not take what was asked for; `fields` are those that it named. */
export class GithubRefused extends ProviderRejected {
  constructor(
    reason: string,
    readonly status: number,
    readonly fields: readonly string[],
  ) {
    super(GITHUB_ISSUES, reason);
  }
}

/** A page of issues, each with a text of up to 64 KiB. */
const MAX_BYTES = 2_000 * 1024;

/** GitHub's API as tickets need it: what it refuses is told field by field. */
export const issuesApi = (options: GithubAccount & { withinMs: number; now: () => number }): GithubApi =>
  createGithubApi({ ...options, provider: GITHUB_ISSUES, maxBytes: MAX_BYTES, refusalIn });

const Refused = z.object({
  message: z.string(),
  errors: z
    .array(
      z.union([
        z.string().transform((message) => ({ field: undefined, value: undefined, code: undefined, message })),
        z.object({
          field: z.string().optional(),
          code: z.string().optional(),
          message: z.string().nullish(),
          value: z.unknown().optional(),
        }),
      ]),
    )
    .default([]),
});

const TO_MEND: Record<number, string> = {
  301: 'the repository was renamed or moved: set MUSTER_GITHUB_ISSUES_REPOSITORY to its new name',
  401: 'check the token',
  403: 'the token needs the repository permission Issues: read and write',
  404: 'check MUSTER_GITHUB_ISSUES_REPOSITORY, and that the token can access it',
  410: 'issues are disabled in the repository, or the issue was deleted',
};

/** What GitHub says is wrong, field by field, as one sentence. */
function refusalIn(call: HttpCall, { status, text, headers }: HttpAnswer): GithubRefused | undefined {
  const isMoved = status === 301;
  if (!isMoved && (status < 400 || status >= 500 || [408, 425].includes(status))) return undefined;
  const { message, errors } = detailsIn(text);
  const details = errors.map(({ field, code, message: why }) => [field, why ?? code].filter(Boolean).join(': '));
  // Told to fine-grained tokens: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api
  const wanted = status === 403 ? headers['x-accepted-github-permissions'] : undefined;
  const mend = wanted === undefined ? TO_MEND[status] : `the token needs the permission ${quoted(call, wanted)}`;
  const reason = `${status} ${quoted(call, [message, ...details].join('; '))}`.trim();
  const fields = errors.flatMap(({ field }) => field ?? []);
  return new GithubRefused(mend === undefined ? reason : `${reason} (${mend})`, status, fields);
}

function detailsIn(text: string): z.infer<typeof Refused> {
  try {
    return Refused.parse(JSON.parse(text));
  } catch {
    return { message: reasonIn(text), errors: [] };
  }
}
