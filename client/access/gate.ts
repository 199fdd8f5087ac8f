/**
 * Who may come in over HTTP? This room tells who sent a request and how much access they have at most; what that allows
 * them to do to an incident is for the workflow to say, and of a token only the hash is kept, never the secret.
 */
import type { Access } from '../../domain/state/access';

/** The systems that deliver alerts. */
export const SOURCES = [
  ...(['alertmanager', 'grafana', 'pagerduty', 'datadog', 'sns'] as const),
  ...(['google-cloud', 'uptime-kuma', 'generic'] as const),
] as const;
export type Source = (typeof SOURCES)[number];

/** A person who was let in. */
export interface Caller {
  /** An id, handle, mail address or name of the directory. */
  person: string;
  access: Access;
  /** What proved it, for the record: `token t7k2`, `oidc`, `loopback`. Never the secret itself. */
  proof: string;
}

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

export type SourceVerdict = 'valid' | 'wrong' | 'foreign' | 'missing' | 'not-needed' | 'unproven';

/** What a source has shown; of a valid token its id, which is no secret and stays the same when the token is rotated. */
export interface SourceShown {
  verdict: SourceVerdict;
  token?: string;
}

/** Decides who comes in over HTTP. */
export interface Gate {
  /** Who calls. Rejects with `NotAuthenticated`. */
  person(headers: Headers): Promise<Caller>;
  /**
   * Whether a source has shown a token of its own (bearer, or the password of basic authentication): `valid`; `wrong`
   * (unknown, or expired); `foreign` (someone else's); `missing` (none was shown and one is needed); `not-needed` (none
   * was shown, this source has none, and we listen on loopback only); `unproven` (the same, but people have to prove who
   * they are, so that what such a delivery says about people proves nothing).
   */
  source(name: Source, headers: Headers): Promise<SourceShown>;
}
