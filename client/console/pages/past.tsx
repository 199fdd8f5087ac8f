/** How does one find an incident of the past? */
import type { Policy } from '../../../policy/schema';
import type { Visitor } from '../../access/visitors';
import { safeName } from '../../incidents/address';
import { lastPart } from '../../../workflows/contract';
import type { PastFound as Found, PastQuery } from '../../incidents/past-records';
import type { IncidentSummary } from '../../incidents/runs';
import { Layout } from '../layout';
import { Card } from '../parts/card';
import { Link } from '../parts/link';
import { At, SeverityBadge } from '../parts/time';
import { lookOf } from '../rank';
import { shortDuration } from '../text/duration';

export interface PastPageProps {
  visitor: Visitor;
  query: PastQuery;
  page: number;
  perPage: number;
  past: Found;
  /** Ended lately: their post-mortems may still owe something. */
  recent: readonly IncidentSummary[];
  policies: readonly Policy[];
}

/** A search over the records, and what ended lately. */
export function PastPage({ visitor, query, page, perPage, past, recent, policies }: PastPageProps) {
  const [policy] = policies;
  const rank = (severity: string): number => (policy === undefined ? 1 : lookOf(policy, severity));
  const severities = [...new Set(policies.flatMap(({ severities: rules }) => Object.keys(rules)))];
  const services = policies.flatMap((one) => one.services);
  const pageHref = (to: number): string =>
    `/past?${new URLSearchParams({ ...(query as Record<string, string>), page: String(to) }).toString()}`;
  return (
    <Layout title="Past" visitor={visitor} here="/past">
      <h1>Past incidents</h1>
      <search>
        <form class="search" action="/past">
          <div class="field">
            <label for="text">Text</label>
            <input type="search" id="text" name="text" value={query.text} />
          </div>
          <div class="field">
            <label for="service">Service</label>
            <select id="service" name="service">
              <option value="">All</option>
              {services.map(({ name, title }) => (
                <option value={safeName(name)} selected={query.service === safeName(name)}>
                  {title}
                </option>
              ))}
            </select>
          </div>
          <div class="field">
            <label for="severity">Severity</label>
            <select id="severity" name="severity">
              <option value="">All</option>
              {severities.map((id) => (
                <option value={id} selected={query.severity === id}>
                  {id}
                </option>
              ))}
            </select>
          </div>
          <div class="field">
            <label for="from">From</label>
            <input type="date" id="from" name="from" value={query.from} />
          </div>
          <div class="field">
            <label for="to">To</label>
            <input type="date" id="to" name="to" value={query.to} />
          </div>
          <button>Search</button>
        </form>
      </search>
      {recent.length > 0 && (
        <Card title="Ended lately" id="recent">
          <ul class="rows">
            {recent.map(({ id, severity, title, status, endedAt }) => (
              <li>
                <span>
                  <SeverityBadge id={severity} rank={rank(severity)} /> <Link href={`/incidents/${id}`}>{title}</Link>
                </span>
                <span class="state">
                  {status} {endedAt !== undefined && <At at={endedAt} date />}
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Card title={`${past.total} on record`} id="records">
        {past.found.length === 0 && <p class="soft">No record fits.</p>}
        <ul class="rows">
          {past.found.map(({ id, severity, title, startedAt, endedAt }) => (
            <li>
              <span>
                {severity !== undefined && <SeverityBadge id={severity} rank={rank(severity)} />}{' '}
                <Link href={`/incidents/${id}/record`}>{title}</Link> <span class="soft">{lastPart(id)}</span>
              </span>
              <span class="state">
                <At at={new Date(startedAt).toISOString()} date />, {shortDuration(endedAt - startedAt)}
              </span>
            </li>
          ))}
        </ul>
        <p>
          {page > 1 && <Link href={pageHref(page - 1)}>Newer</Link>}{' '}
          {page * perPage < past.total && <Link href={pageHref(page + 1)}>Older</Link>}
        </p>
      </Card>
    </Layout>
  );
}
