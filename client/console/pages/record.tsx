/** What is on record of an incident, from the first alert to the end? */
import type { Visitor } from '../../access/visitors';
import type { IncidentRecord } from '../../incidents/record';
import { Layout } from '../layout';
import { Card } from '../parts/card';
import { Link } from '../parts/link';
import { Ledger } from '../parts/obligations';
import { At } from '../parts/time';
import { Timeline } from '../parts/timeline';
import { TimelinePicture } from '../parts/timeline-picture';

/** An incident as it was: what it was about, how each obligation ended, and every entry. */
export function RecordPage({ record, visitor }: { record: IncidentRecord; visitor: Visitor }) {
  const { id, incident, timeline, incomplete } = record;
  const first = timeline[0]?.at ?? new Date(0).toISOString();
  const last = timeline.at(-1)?.at ?? first;
  const title = incident === undefined ? id : `${incident.severity} ${incident.title}`;
  return (
    <Layout title={title} visitor={visitor} here="/past">
      <p class="crumbs">
        <Link href="/past">Past</Link>
      </p>
      <h1>{title}</h1>
      <p class="soft">
        {id}, <At at={first} date /> to <At at={last} date />.{' '}
        <Link href={`/v1/incidents/${id}/record.md`}>As Markdown</Link>,{' '}
        <Link href={`/v1/incidents/${id}/record.json`}>as data</Link>
      </p>
      {incomplete !== undefined && <p class="alarm">The newest entries may be missing: {incomplete}</p>}
      {incident !== undefined && (
        <Card title="Ledger" id="ledger">
          <Ledger view={incident} />
          <ul class="rows">
            {incident.obligations.map(({ what, owner, state, because }) => (
              <li class={state === 'missed' ? 'over' : undefined}>
                <span>
                  {what} <span class="soft">{incident.names?.[owner] ?? owner}</span>
                </span>
                <span class="state">
                  {state}
                  {because !== undefined && `: ${because}`}
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Card title="Timeline" id="timeline">
        <TimelinePicture entries={timeline} startedAt={first} endedAt={last} now={Date.parse(last)} />
        <Timeline entries={timeline} whyOf={() => undefined} names={incident?.names ?? {}} />
      </Card>
    </Layout>
  );
}
