/** What has to be learned from an incident: the document, its items, the meeting, the signatures, and what is owed by whom? */
import { reaches } from '../../../domain/state/access';
import type { PostMortemView } from '../../../domain/post-mortem/view';
import type { Visitor } from '../../access/visitors';
import { ACTIONS } from '../../actions/incident-actions';
import type { DocumentVersion } from '../../incidents/documents';
import type { FormContext } from '../forms/choices';
import { actWords } from '../forms/words';
import { Layout } from '../layout';
import { ActionForm, actPath, shapesFor } from '../parts/action-form';
import { Card } from '../parts/card';
import { RoomForm } from '../parts/form';
import { Link } from '../parts/link';
import { owedIn } from '../parts/obligations';
import { At, Due } from '../parts/time';
import { rendered } from '../text/markdown';

export interface PostMortemPageProps {
  visitor: Visitor;
  context: FormContext;
  view: PostMortemView;
  document: string | undefined;
  versions: readonly DocumentVersion[];
  now: number;
  said?: string | undefined;
}

/** Shapes that have their place beside what they are about. */
const BESIDE = ['finish-item', 'tick', 'untick', 'skip', 'run'];

/** The page: what is owed first, then the document and everything around it. */
export function PostMortemPage({ visitor, context, view, document, versions, now, said }: PostMortemPageProps) {
  const { incidentId, names = {} } = view;
  const mayAct = reaches(visitor.access, 'responder');
  const { late, open } = owedIn(view, now);
  const titled = (id: string): string => names[id] ?? id;
  const shapes = shapesFor(ACTIONS.postMortem).filter(({ variant }) => !BESIDE.includes(variant));
  return (
    <Layout title={`Post-mortem: ${view.title}`} visitor={visitor} here="/past" said={said}>
      <p class="crumbs">
        <Link href={`/incidents/${incidentId}`}>{view.title}</Link>
      </p>
      <h1>Post-mortem</h1>
      <p class="soft">
        {view.severity}, resolved <At at={view.resolvedAt} date />
      </p>
      <div class="columns">
        <div>
          <Card title="Document" id="document">
            {document === undefined ? (
              <p class="soft">The draft is being written.</p>
            ) : (
              <>
                <p class="choices">
                  {mayAct && (
                    <Link class="button" href={`/incidents/${incidentId}/post-mortem/edit`}>
                      Edit
                    </Link>
                  )}
                  <Link class="button" href={`/v1/incidents/${incidentId}/post-mortem.md`}>
                    Markdown
                  </Link>
                </p>
                {rendered(document)}
              </>
            )}
          </Card>
        </div>
        <div>
          <Card title="Owed" id="owed">
            {late.length + open.length === 0 && <p class="soft">Nothing is owed.</p>}
            <ul class="rows">
              {[...late, ...open].map((owed) => (
                <li class={late.includes(owed) ? 'over' : undefined}>
                  <span class="when">
                    {owed.dueAt === undefined ? 'no set time' : <Due at={owed.dueAt} now={now} />}
                  </span>
                  <span>
                    {owed.what} <span class="soft">{titled(owed.owner)}</span>
                  </span>
                </li>
              ))}
            </ul>
          </Card>
          <Card title="Meeting" id="meeting">
            <Meeting view={view} now={now} />
          </Card>
          <Card title="Sign-off" id="sign-off">
            <ul class="rows">
              {view.signatures.map(({ name, role, at }) => (
                <li>
                  <span>
                    ✓ {name} <span class="soft">{titled(role)}</span>
                  </span>
                  <At at={at} date />
                </li>
              ))}
              {view.missingSignatures.map((role) => (
                <li>
                  <span>{titled(role)}</span>
                  <span class="state">has not signed</span>
                </li>
              ))}
            </ul>
          </Card>
          <Card title="Action items" id="items">
            {view.actionItems.length === 0 && <p class="soft">No action items yet.</p>}
            <ul class="rows">
              {view.actionItems.map(({ id, text, owner, priority, dueAt, doneAt, ticket }) => (
                <li>
                  <span>
                    <b>{id}</b> {text}{' '}
                    <span class="soft">
                      {owner}, {priority}
                      {ticket !== undefined && (
                        <>
                          , <Link href={ticket}>ticket</Link>
                        </>
                      )}
                    </span>
                  </span>
                  {doneAt !== undefined ? (
                    <span class="state">
                      done <At at={doneAt} date />
                    </span>
                  ) : (
                    <span class="state">
                      <Due at={dueAt} now={now} />
                      {mayAct && (
                        <RoomForm
                          action={actPath(incidentId, 'postMortem')}
                          formToken={visitor.formToken}
                          hidden={{ do: 'finish-item', item: id }}
                        >
                          <button class="small quiet">Done</button>
                        </RoomForm>
                      )}
                    </span>
                  )}
                </li>
              ))}
            </ul>
          </Card>
          {mayAct && (
            <Card title="Do" id="do">
              <div class="acts">
                {shapes.map((shape) => {
                  const { title, hint } = actWords('postMortem', shape.variant, ACTIONS.postMortem);
                  return (
                    <details name="acts" id={`act-${shape.variant}`}>
                      <summary>{title}</summary>
                      {hint !== undefined && <p class="hint">{hint}</p>}
                      <ActionForm
                        {...{ context, shape }}
                        name="postMortem"
                        action={ACTIONS.postMortem}
                        formToken={visitor.formToken}
                      />
                    </details>
                  );
                })}
              </div>
            </Card>
          )}
          <Later {...{ view, context, visitor, mayAct }} />
          {versions.length > 0 && (
            <Card title="Versions" id="versions">
              <ul class="rows">
                {versions.map(({ number, at, by }) => (
                  <li>
                    <Link href={`/incidents/${incidentId}/post-mortem/versions/${number}`}>Version {number}</Link>
                    <span class="state">
                      {by === 'muster' ? 'Muster' : by} <At at={new Date(at).toISOString()} date />
                    </span>
                  </li>
                ))}
              </ul>
            </Card>
          )}
        </div>
      </div>
    </Layout>
  );
}

function Meeting({ view: { meeting, heldAt }, now }: Pick<PostMortemPageProps, 'view' | 'now'>) {
  if (heldAt !== undefined)
    return (
      <p>
        Held <At at={heldAt} date />
      </p>
    );
  if (meeting === undefined) return <p class="soft">Not set yet.</p>;
  if (meeting.off !== undefined) return <p>Cancelled: {meeting.off}</p>;
  if (Date.parse(meeting.startsAt) < now)
    return (
      <p>
        It was set for <At at={meeting.startsAt} date />. <b class="late">Nobody has said yet that it was held.</b>
      </p>
    );
  return (
    <p>
      <At at={meeting.startsAt} date />, <Due at={meeting.startsAt} now={now} />
      {!meeting.inBusinessHours && <span class="soft">, outside business hours</span>}
      {meeting.moved > 0 && <span class="soft">, moved {meeting.moved} times</span>}
    </p>
  );
}

/** What is checked after the resolution, each item with what can be done about it. */
function Later({
  view,
  context,
  visitor,
  mayAct,
}: Pick<PostMortemPageProps, 'view' | 'context' | 'visitor'> & { mayAct: boolean }) {
  const shapes = shapesFor(ACTIONS.postMortem);
  return (
    <Card title="Checklist" id="checklist">
      <ul class="checklist">
        {view.checklist.map(({ id, text, state, by, evidence, runs = [] }) => {
          const isTicked = state === 'ticked';
          const offered = shapes.filter(({ variant }) =>
            (isTicked ? ['untick'] : ['tick', 'skip', ...(runs.length > 0 ? ['run'] : [])]).includes(variant),
          );
          return (
            <li class={isTicked ? 'ticked' : undefined}>
              <div>
                <span aria-hidden="true">{isTicked ? '☑' : '☐'}</span> {text}{' '}
                <span class="soft">{[by === 'muster' ? 'Muster' : by, evidence].filter(Boolean).join(': ')}</span>
              </div>
              {runs.map(({ attempt, verdict, text: told, url }) => (
                <div class="soft">
                  {attempt}. {verdict}: {told} {url !== undefined && <Link href={url}>its run</Link>}
                </div>
              ))}
              {mayAct && (
                <details name="items">
                  <summary>change</summary>
                  {offered.map((shape) => (
                    <ActionForm
                      {...{ context, shape }}
                      name="postMortem"
                      action={ACTIONS.postMortem}
                      formToken={visitor.formToken}
                      given={{ item: id }}
                    />
                  ))}
                </details>
              )}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
