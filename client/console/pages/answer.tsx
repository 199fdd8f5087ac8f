/** What does somebody see who opens the link in a page: what, how bad, since when, who else, what is due, and what to press? */
import type { ComponentChildren } from 'preact';
import type { IncidentView } from '../../../domain/view';
import type { PageAnswer } from '../../answers/answer';
import { Link } from '../parts/link';
import { ANSWER_STYLE } from '../style/answer';
import { agoText, countdownText } from '../text/duration';

interface FrameProps {
  title: string;
  children: ComponentChildren;
}

/** A document of its own: one request on a phone at night, without script and without anything to load. */
function Frame({ title, children }: FrameProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>{`${title} · Muster`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex, nofollow" />
        {/* A constant of ours, of which the browser is told the hash: nothing in it may need an escape. */}
        <style>{ANSWER_STYLE}</style>
      </head>
      <body>
        <main>{children}</main>
      </body>
    </html>
  );
}

export interface AnswerPageProps {
  incident: IncidentView;
  /** Whose link it is, by id. */
  reader: string;
  /** The page's own path, under which it is answered. */
  path: string;
  now: number;
  /** What became of the answer that was just tried, where it was not taken. */
  problem?: string | undefined;
}

/** So much of what is due is shown: the rest is in the room. */
const MOST_DUE = 3;

/** A page for a phone: the whole of a long text is in the room. */
const LONGEST = { title: 200, impact: 400 };
const MOST_NAMES = 12;

const shortened = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest)}…`;

const OVER: readonly string[] = ['resolved', 'cancelled', 'merged'];

export function AnswerPage({ incident, reader, path, now, problem }: AnswerPageProps) {
  const { id, severity, severityRank, service, status, startedAt, facts } = incident;
  const title = shortened(incident.title, LONGEST.title);
  const isOver = OVER.includes(status);
  const open = incident.obligations.filter(({ state, dueAt }) => state === 'open' && dueAt !== undefined);
  const due = open
    .map(({ what, dueAt = '' }) => ({ what, at: Date.parse(dueAt) }))
    .sort((a, b) => a.at - b.at)
    .slice(0, MOST_DUE);
  return (
    <Frame title={`${severity} ${title}`}>
      <p class={`head rank-${severityRank}`}>
        {severity} · {service} · {status}
      </p>
      <h1>{title}</h1>
      <p>Began {agoText(Date.parse(startedAt), now)}.</p>
      {facts['impact'] !== undefined && <p>Impact: {shortened(facts['impact'], LONGEST.impact)}</p>}
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <p class="state" role="status">
        {isOver ? `This incident is ${status}. Nothing is left to do here.` : stateText(incident, reader)}
      </p>
      {!isOver && <Buttons incident={incident} reader={reader} path={path} />}
      <RoomButton path={`/incidents/${id}`} />
      <h2>Who else</h2>
      <p>{othersText(incident, reader)}</p>
      {!isOver && due.length > 0 && (
        <>
          <h2>Due next</h2>
          <ul>
            {due.map(({ what, at }) => (
              <li>
                {what}: {countdownText(at, now)}
              </li>
            ))}
          </ul>
        </>
      )}
      <p class="small">{id}</p>
    </Frame>
  );
}

function Buttons({ incident, reader, path }: Pick<AnswerPageProps, 'incident' | 'reader' | 'path'>) {
  const me = incident.people.find(({ id }) => id === reader);
  const isOn = me?.acknowledgedAt !== undefined || me?.joinedAt !== undefined;
  const buttons: [PageAnswer, string, boolean][] = [
    ['acknowledge', "I'm on it", !isOn],
    ['decline', "I can't: call the next one", me?.declinedAt === undefined],
    ['join', 'Join', !isOn && incident.acknowledgedBy.length > 0],
  ];
  return (
    <>
      {buttons
        .filter(([, , isOffered]) => isOffered)
        .map(([answer, label]) => (
          <form method="post" action={`${path}/${answer}`}>
            <button class={answer}>{label}</button>
          </form>
        ))}
    </>
  );
}

function stateText({ people, lead, acknowledgedBy }: IncidentView, reader: string): string {
  const me = people.find(({ id }) => id === reader);
  if (lead === reader) return "You're on it, and you're the lead.";
  if (me?.acknowledgedAt !== undefined || me?.joinedAt !== undefined) return "You're on it.";
  if (me?.declinedAt !== undefined) return "You've said that you can't. You won't be rung about this any more.";
  return acknowledgedBy.length === 0 ? 'Nobody has answered yet.' : 'Others are on it.';
}

function othersText({ people, lead, leadName }: IncidentView, reader: string): string {
  const others = people.filter(({ id }) => id !== reader && id !== lead);
  const named = (list: typeof others): string => {
    const more = list.length - MOST_NAMES;
    const names = list.slice(0, MOST_NAMES).map(({ name }) => shortened(name, 60));
    return [...names, ...(more > 0 ? [`${more} more`] : [])].join(', ');
  };
  const isOn = (one: (typeof others)[number]): boolean =>
    one.acknowledgedAt !== undefined || one.joinedAt !== undefined;
  const parts: [string, string][] = [
    ['Lead', lead === undefined || lead === reader ? '' : (leadName ?? lead)],
    ['On it', named(others.filter(isOn))],
    ["Can't", named(others.filter(({ declinedAt }) => declinedAt !== undefined))],
    ['Called', named(others.filter((one) => !isOn(one) && one.declinedAt === undefined && one.contacted !== false))],
  ];
  const told = parts.filter(([, names]) => names !== '').map(([what, names]) => `${what}: ${names}.`);
  return told.length === 0 ? 'Nobody else was called.' : told.join(' ');
}

/** The way to the rest, which asks for a sign-in. */
export const RoomButton = ({ path }: { path: string }) => (
  <p>
    <Link class="button" href={path}>
      Open the room
    </Link>
  </p>
);

/** A page of one sentence: a link that is over, an incident that can't be shown now. */
export function AnswerNotice({ title, text, children }: { title: string; text: string; children?: ComponentChildren }) {
  return (
    <Frame title={title}>
      <h1>{title}</h1>
      <p>{text}</p>
      {children}
    </Frame>
  );
}

/** Somebody has a test message in hand, and says so. */
export const ConfirmPage = ({ name, point, path }: { name: string; point: string; path: string }) => (
  <AnswerNotice title="A test of Muster" text={`${name}, this test went to your ${point}. There is no incident.`}>
    <form method="post" action={`${path}/confirm`}>
      <button class="acknowledge">I got it</button>
    </form>
  </AnswerNotice>
);
