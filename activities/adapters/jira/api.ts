/** Requests to Jira Cloud's REST API v3: https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro/. */
import { z } from 'zod';
import { ProviderRejected } from '../../errors';
import { callHttp, type HttpAnswer, type HttpCall, quoted, reasonIn } from '../shared/http-call';
import { asJson, type JsonRequest, answerAs } from '../shared/json-call';
import { JIRA } from './provider';

export interface JiraAccount {
  /** The site, as `https://example.atlassian.net`. */
  url: string;
  /** Whose token it is. */
  email: string;
  token: string;
}

/** `path`: below `/rest/api/3`. */
export interface JiraRequest extends JsonRequest {
  method: 'GET' | 'POST';
}

export interface JiraApi {
  /** Answers what Jira answered, if it is as the schema says. */
  ask<Schema extends z.ZodType>(schema: Schema, request: JiraRequest, signal?: AbortSignal): Promise<z.infer<Schema>>;
}

/** Jira does not take what was asked for; `fields` says of which fields it spoke, and what. */
export class JiraRefused extends ProviderRejected {
  constructor(
    reason: string,
    readonly status: number,
    readonly fields: Readonly<Record<string, string>>,
  ) {
    super(JIRA, reason);
  }
}

export const siteOf = ({ url }: Pick<JiraAccount, 'url'>): string => url.replace(/\/+$/, '');

export function createJiraApi({ url, email, token, withinMs }: JiraAccount & { withinMs: number }): JiraApi {
  const credentials = Buffer.from(`${email}:${token}`).toString('base64');

  return {
    async ask(schema, { method, ...request }, signal) {
      const call: HttpCall = {
        provider: JIRA,
        method,
        ...asJson(`${siteOf({ url })}/rest/api/3`, request, { authorization: `Basic ${credentials}` }),
        withinMs,
        maxBytes: 1024 * 1024,
        signal,
        secrets: [token, credentials],
      };
      const answer = await callHttp(call);
      const refusal = refusalIn(call, answer);
      if (refusal !== undefined) throw refusal;
      return answerAs(schema, call, answer);
    },
  };
}

const Refused = z.object({
  errorMessages: z.array(z.string()).default([]),
  errors: z.record(z.string(), z.string()).default({}),
});

const TO_MEND: Record<number, string> = {
  401: 'check MUSTER_JIRA_EMAIL and MUSTER_JIRA_TOKEN',
  403: 'the account in MUSTER_JIRA_EMAIL lacks a permission',
  404: 'check MUSTER_JIRA_URL and MUSTER_JIRA_PROJECT, and that the account can browse the project',
};

const FIELDS_TO_MEND: Record<string, string> = {
  issuetype: 'check MUSTER_JIRA_ISSUE_TYPE',
  labels: 'Muster finds its tickets by label: add the field Labels to the create screen',
  project: 'check MUSTER_JIRA_PROJECT, and that the account can create issues there',
};

/** What Jira says is wrong, in general and field by field, as one sentence. */
function refusalIn(call: HttpCall, { status, text }: HttpAnswer): JiraRefused | undefined {
  if (![400, 401, 403, 404, 409, 410, 413, 422].includes(status)) return undefined;
  const { errorMessages, errors } = detailsIn(text);
  const fields = Object.entries(errors).map(([field, said]) => `${field}: ${said}`);
  const said = [...errorMessages, ...fields].join('; ');
  const mend = Object.keys(errors).flatMap((field) => FIELDS_TO_MEND[field] ?? [])[0] ?? TO_MEND[status];
  const reason = `${status} ${quoted(call, said === '' ? reasonIn(text) : said)}`.trim();
  return new JiraRefused(mend === undefined ? reason : `${reason} (${mend})`, status, errors);
}

function detailsIn(text: string): z.infer<typeof Refused> {
  try {
    return Refused.parse(JSON.parse(text));
  } catch {
    return { errorMessages: [], errors: {} };
  }
}
