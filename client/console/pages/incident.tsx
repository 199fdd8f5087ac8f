/** What is the incident room of one incident: what is bad, who is here, what is owed, and what can one do? */
import { reaches } from '../../../domain/state/access';
import type { Visitor } from '../../access/visitors';
import { ACTIONS } from '../../actions/incident-actions';
import { lastPart } from '../../../workflows/contract';
import { whyOfEntry, whyOwed } from '../guide';
import { Layout } from '../layout';
import type { IncidentModel } from '../model';
import { ActionForm, actPath, shapesFor } from '../parts/action-form';
import { Acts } from '../parts/acts';
import { Card } from '../parts/card';
import { Alerts } from '../parts/alerts';
import { Checklist } from '../parts/checklist';
import { DecisionPanel } from '../parts/decision';
import { Findings } from '../parts/findings';
import { RoomForm } from '../parts/form';
import { Link } from '../parts/link';
import { Ledger, Obligations, Upcoming } from '../parts/obligations';
import { Matrix, People } from '../parts/people';
import { Due, SeverityBadge } from '../parts/time';
import { PostMortemActs } from '../parts/post-mortem-acts';
import { Timeline } from '../parts/timeline';
import { TimelinePicture } from '../parts/timeline-picture';
import { notFor } from '../rights';
import { lookOf } from '../rank';
import { Ago } from '../parts/time';

export interface IncidentPageProps {
  model: IncidentModel;
  visitor: Visitor;
  now: number;
  guide?: readonly string[] | undefined;
  said?: string | undefined;
}

export const isOpenStatus = (status: string): boolean => !['resolved', 'cancelled', 'merged'].includes(status);

/** The page. What is urgent comes first on a phone and stands on the left on a wide screen. */
export function IncidentPage({ model, visitor, now, guide, said }: IncidentPageProps) {
  const { view, policy } = model;
  const isOpen = isOpenStatus(view.status);
  const mayAct = reaches(visitor.access, 'responder');
  const whyEntry = (entry: (typeof view.timeline)[number]) => whyOfEntry(policy, view.severity, entry, guide);
  return (
    <Layout title={`${view.severity} ${view.title}`} visitor={visitor} follows={view.id} said={said}>
      <Head {...{ model, visitor, now }} />
      {view.trouble !== undefined && <p class="alarm">{view.trouble}</p>}
      {view.failing.length > 0 && (
        <ul class="alarm" aria-label="Failed, retrying">
          {view.failing.map(({ what, reason }) => (
            <li>
              {what}: {reason}
            </li>
          ))}
        </ul>
      )}
      <div class="columns room">
        <div class="first">
          {isOpen && (
            <Card title="Due" id="due">
              <Obligations {...{ view, now }} whyOf={({ id }) => whyOwed(policy, view.severity, id, guide)} />
            </Card>
          )}
          {view.decision !== undefined && (
            <Card title="Decision" id="decision">
              <DecisionPanel {...{ view, now, isOpen }} barred={notFor(visitor, model, 'decide', {}, now)} />
            </Card>
          )}
          {isOpen && view.nextUpdate !== undefined && mayAct && <NextUpdate {...{ model, visitor, now }} />}
        </div>
        <div class="side">
          {isOpen && mayAct && <Acts {...{ model, visitor, now }} />}
          {model.postMortem !== undefined && mayAct && <PostMortemActs view={model.postMortem} />}
          <Card title="People" id="people">
            <People view={view} />
          </Card>
          {isOpen && (
            <Card title="Escalation" id="escalation">
              <Matrix view={view} now={now} />
            </Card>
          )}
          {isOpen && (
            <Card title="Muster will" id="upcoming">
              <Upcoming view={view} now={now} />
            </Card>
          )}
          <Places model={model} />
        </div>
        <div class="rest">
          <Card title="Findings" id="findings">
            <Findings view={view} />
          </Card>
          {view.checklist.length > 0 && (
            <Card title="Checklist" id="checklist">
              <Checklist {...{ model, visitor }} mayAct={mayAct && isOpen} />
            </Card>
          )}
          <Card title="Alerts" id="alerts">
            <Alerts view={view} now={now} />
          </Card>
          <Card title="Timeline" id="timeline">
            <TimelinePicture
              entries={view.timeline}
              startedAt={view.startedAt}
              endedAt={isOpen ? undefined : (view.resolvedAt ?? view.timeline.at(-1)?.at)}
              now={now}
            />
            {view.earlier !== undefined && (
              <p class="soft">
                <Link href={`/incidents/${view.id}/record`}>{view.earlier} earlier entries are in the record.</Link>
              </p>
            )}
            <Timeline entries={view.timeline} whyOf={whyEntry} names={view.names ?? {}} />
          </Card>
          <Card title="Ledger" id="ledger">
            <Ledger view={view} />
            <p class="soft">
              Policy <Link href={`/policy#${policy.name}`}>{`${view.policy.name} ${view.policy.version}`}</Link>,{' '}
              <Link href={`/v1/incidents/${view.id}/record.md`}>the record as Markdown</Link>
            </p>
          </Card>
        </div>
      </div>
    </Layout>
  );
}

function Head({ model, visitor, now }: Pick<IncidentPageProps, 'model' | 'visitor' | 'now'>) {
  const { view, policy } = model;
  const { formToken } = visitor;
  const isOpen = isOpenStatus(view.status);
  const isHere = view.people.some(({ id, acknowledgedAt }) => id === visitor.person && acknowledgedAt !== undefined);
  const hasJoined = view.people.some(({ id, joinedAt }) => id === visitor.person && joinedAt !== undefined);
  return (
    <div class={`head rank-${lookOf(policy, view.severity)}`}>
      <p class="facts">
        <SeverityBadge id={view.severity} rank={lookOf(policy, view.severity)} />
        {view.unclassified && <span class="chip">unclassified</span>}
        <span class="chip status">{view.status}</span>
        <span>
          began <Ago at={view.startedAt} now={now} />
        </span>
        <span class="soft">{lastPart(view.id)}</span>
      </p>
      <h1>{view.title}</h1>
      {view.drill !== undefined && (
        <p>A drill: nobody is contacted but {view.drill.map((id) => view.names?.[id] ?? id).join(', ')}.</p>
      )}
      {view.facts['impact'] !== undefined && <p>Impact: {view.facts['impact']}</p>}
      <p>
        {view.leadName === undefined ? <b class="late">No lead yet</b> : <>Lead: {view.leadName}</>}
        {view.nextDue !== undefined && isOpen && (
          <>
            {' · next '}
            <Due at={view.nextDue.at} now={now} />
            {`: ${view.nextDue.what}`}
          </>
        )}
        {view.bridge !== undefined && (
          <>
            {' · '}
            <Link href={view.bridge}>Join the call</Link>
          </>
        )}
      </p>
      <details class="reasons">
        <summary>Why {view.severity}</summary>
        <ul>
          {view.severityReasons.map((reason) => (
            <li>{reason}</li>
          ))}
        </ul>
      </details>
      {view.mergedInto !== undefined && (
        <p>
          Merged into <Link href={`/incidents/${view.mergedInto}`}>{view.mergedInto}</Link>
        </p>
      )}
      {model.postMortem !== undefined && (
        <p>
          <Link class="button" href={`/incidents/${view.id}/post-mortem`}>
            Post-mortem
          </Link>
        </p>
      )}
      {isOpen && reaches(visitor.access, 'responder') && (
        <div class="primary">
          {!isHere && (
            <RoomForm action={actPath(view.id, 'acknowledge')} formToken={formToken}>
              <button class="big" data-key="a">
                I'm on it
              </button>
            </RoomForm>
          )}
          {!isHere && !hasJoined && (
            <RoomForm action={actPath(view.id, 'join')} formToken={formToken}>
              <button class="big quiet">Join</button>
            </RoomForm>
          )}
        </div>
      )}
    </div>
  );
}

/** The cadence, and the draft that goes out unless somebody writes a better one. */
function NextUpdate({ model, visitor, now }: Pick<IncidentPageProps, 'model' | 'visitor' | 'now'>) {
  const { view } = model;
  const [shape] = shapesFor(ACTIONS.update);
  if (view.nextUpdate === undefined || shape === undefined) return null;
  const { number, postsAt, draft } = view.nextUpdate;
  return (
    <Card title={`Update ${number}`} id="update">
      <p>
        Posted by itself <Due at={postsAt} now={now} /> with this draft. Write a better one:
      </p>
      <ActionForm
        context={model}
        name="update"
        action={ACTIONS.update}
        shape={shape}
        formToken={visitor.formToken}
        values={{ text: draft }}
      />
    </Card>
  );
}

/** Where else the incident is. */
function Places({ model: { view } }: Pick<IncidentPageProps, 'model'>) {
  const { bridge, ticket, statusPage } = view;
  if (bridge === undefined && ticket === undefined && statusPage === undefined) return null;
  return (
    <Card title="Elsewhere" id="elsewhere">
      <ul class="rows">
        {bridge !== undefined && (
          <li>
            <Link href={bridge}>Bridge call</Link>
          </li>
        )}
        {ticket !== undefined && (
          <li>
            Ticket: <Link href={ticket}>{ticket}</Link>
          </li>
        )}
        {statusPage !== undefined && (
          <li>
            Status page: {statusPage.state}, {statusPage.status}
            {statusPage.url !== undefined && (
              <>
                {' '}
                <Link href={statusPage.url}>open it</Link>
              </>
            )}
          </li>
        )}
      </ul>
    </Card>
  );
}
