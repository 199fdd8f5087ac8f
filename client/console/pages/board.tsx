/** What is open, what is due next across everything, who is on call, and what would keep the next incident from being handled? */
import { RoleHolders } from '../parts/holders';
import { WAITING_STATUS } from '../../../workflows/contract';
import type { Visitor } from '../../access/visitors';
import type { Check } from '../../health/check';
import { lastPart } from '../../../workflows/contract';
import type { IncidentSummary } from '../../incidents/runs';
import type { Held } from '../../people/on-call';
import { Layout } from '../layout';
import { Card } from '../parts/card';
import { Link } from '../parts/link';
import { Ago, At, Due, SeverityBadge } from '../parts/time';

export interface BoardPageProps {
  visitor: Visitor;
  now: number;
  incidents: readonly IncidentSummary[];
  rankOf: (incident: IncidentSummary) => number;
  onCall: readonly Held[];
  /** What was looked at and is not in order. */
  broken: readonly Check[];
  windows: readonly { from: string; to: string; what: string; isNow: boolean }[];
  said?: string | undefined;
}

const isPlanned = ({ status }: IncidentSummary): boolean => status === WAITING_STATUS.maintenance;

const isLate = ({ nextDueAt, overdue = 0 }: IncidentSummary, now: number): boolean =>
  overdue > 0 || (nextDueAt !== undefined && Date.parse(nextDueAt) < now);

/** The first page: the most urgent thing is at its top. */
export function BoardPage({ visitor, now, incidents, rankOf, onCall, broken, windows, said }: BoardPageProps) {
  const open = incidents
    .filter((incident) => incident.open && !isPlanned(incident))
    .sort(
      (a, b) =>
        Number(isLate(b, now)) - Number(isLate(a, now)) ||
        rankOf(a) - rankOf(b) ||
        (a.nextDueAt ?? '9').localeCompare(b.nextDueAt ?? '9'),
    );
  const planned = incidents.filter((incident) => incident.open && isPlanned(incident));
  return (
    <Layout
      title={open.length === 0 ? 'All quiet' : `${open.length} open`}
      visitor={visitor}
      here="/"
      follows=""
      said={said}
    >
      <h1>
        {open.length === 0
          ? 'No open incidents'
          : `${open.length} open ${open.length === 1 ? 'incident' : 'incidents'}`}
      </h1>
      {broken.length > 0 && (
        <section class="alarm" aria-labelledby="broken">
          <h2 id="broken">The next incident would not be handled as the policy says</h2>
          <ul>
            {broken.map(({ name, text }) => (
              <li>
                <b>{name}</b>: {text}
              </li>
            ))}
          </ul>
        </section>
      )}
      <ul class="board">
        {open.map((incident) => (
          <Row {...{ incident, now }} rank={rankOf(incident)} />
        ))}
      </ul>
      <div class="columns even">
        <Card title="On call now" id="on-call">
          <ul class="rows">
            {onCall.map(({ title, people, problem }) => (
              <li>
                <span>{title}</span>
                <span>
                  <RoleHolders {...{ people, problem }} />
                </span>
              </li>
            ))}
          </ul>
        </Card>
        <Card title="Maintenance" id="planned">
          {windows.length + planned.length === 0 && <p class="soft">No maintenance window is near.</p>}
          <ul class="rows">
            {windows.map(({ from, to, what, isNow }) => (
              <li>
                <span>
                  {what} {isNow && <span class="chip">now</span>}
                </span>
                <span class="soft">
                  <At at={from} date /> to <At at={to} date />
                </span>
              </li>
            ))}
            {planned.map(({ id, title, alerts }) => (
              <li>
                <Link href={`/incidents/${id}`}>{title}</Link>
                <span class="soft">{alerts} alerts recorded</span>
              </li>
            ))}
          </ul>
        </Card>
      </div>
    </Layout>
  );
}

function Row({ incident, now, rank }: { incident: IncidentSummary; now: number; rank: number }) {
  const { id, title, severity, status, leadName, lead, nextDueAt, overdue = 0, startedAt, service, trouble } = incident;
  return (
    <li class={`incident rank-${rank}${isLate(incident, now) ? ' over' : ''}`}>
      <Link href={`/incidents/${id}`}>
        <span class="facts">
          <SeverityBadge id={severity} rank={rank} />
          <span class="chip status">{status}</span>
          {overdue > 0 && <span class="chip late">{overdue} overdue</span>}
          <span class="soft">{lastPart(id)}</span>
        </span>
        <b class="title">{title}</b>
        <span class="facts">
          <span class="when">
            {nextDueAt === undefined ? (
              'nothing due'
            ) : (
              <>
                next <Due at={nextDueAt} now={now} />
              </>
            )}
          </span>
          <span>{leadName ?? lead ?? <b class="late">no lead</b>}</span>
          <span class="soft">
            {service}, began <Ago at={startedAt} now={now} />
          </span>
        </span>
        {trouble !== undefined && <span class="bad">{trouble}</span>}
      </Link>
    </li>
  );
}
