/** Where is the bridge, who opens it, and who is told where it is? */
import type { Policy } from '../../policy/schema';
import { noted } from '../ledger/timeline';
import { rulesOf } from '../severity/scale';
import type { Act } from '../state/acts';
import type { AgendaEntry } from '../state/effects';
import type { Because } from '../state/refusal';
import { type Incident, isBeingFought, nameOf } from '../state/incident';
import { effectKey } from '../state/keys';
import type { Instant, PersonId } from '../state/vocabulary';
import { inertLine } from '../text/inert';
import { inCharge, tell } from './audience';

/** The link that people read: where the bridge is, else where the policy says that it will be. */
export const bridgeOf = (policy: Policy, { bridge }: Incident): string | undefined =>
  bridge?.url ?? standingBridge(policy);

/** The call that people always use, where the policy has one. */
export function standingBridge({ communication, settings }: Policy): string | undefined {
  const { bridge } = communication;
  return bridge === null ? undefined : (settings[bridge.setting]?.value ?? undefined);
}

/**
 * Muster opens the bridge, unless a person has said where it is. Who was called is invited when there is a link (L138-162).
 * While there is none, whoever is in charge is asked to open a call.
 */
export function planBridge(policy: Policy, incident: Incident): AgendaEntry[] {
  const { bridge } = incident;
  const key = effectKey('bridge');
  const opened = incident.effects[key];
  const isWanted = rulesOf(policy, incident.severity).announce.bridge === 'open' || incident.bridgeWanted;
  const opening: AgendaEntry[] =
    isWanted && (opened !== undefined || bridge === undefined)
      ? [{ at: incident.startedAt, effect: { do: 'open-bridge', key } }]
      : [];
  if (bridge !== undefined) return [...opening, ...invitations(incident), ...planMove(incident, bridge)];
  if (!isWanted || opened?.status !== 'done' || !isBeingFought(incident)) return opening;
  const asked = inCharge(policy, incident).flatMap((person) =>
    tell([person], effectKey('bridge-question', { to: person }), 'bridge-question', opened.at),
  );
  return [...opening, ...asked];
}

/** Everybody who is called is invited once, by the call that came to them first; whoever took over later is so alone. */
function invitations({ contacts, people: known }: Incident): AgendaEntry[] {
  const calls = contacts.flatMap(({ id: contact, at: calledAt, people }) =>
    people.map(({ id: to, since }) => ({
      to,
      at: since ?? calledAt,
      key:
        since === undefined
          ? effectKey('bridge-invitation', { contact })
          : effectKey('bridge-invitation-alone', { to }),
    })),
  );
  const invited = new Set<PersonId>();
  const messages = new Map<string, { at: Instant; to: PersonId[] }>();
  for (const { to, at, key } of calls.sort((a, b) => a.at - b.at)) {
    if (invited.has(to) || (known[to]?.invitedBy ?? key) !== key) continue;
    invited.add(to);
    messages.set(key, { at: messages.get(key)?.at ?? at, to: [...(messages.get(key)?.to ?? []), to] });
  }
  return [...messages].flatMap(([key, { at, to }]) => tell(to, key, 'bridge-invitation', at));
}

/** These people are told by this message: nobody is invited twice, also if another call turns out to be the first of theirs. */
export function invitedToBridge(incident: Incident, people: PersonId[], invitedBy: string): Incident {
  const told = people.flatMap((id) => {
    const person = incident.people[id];
    return person === undefined ? [] : [[id, { ...person, invitedBy }] as const];
  });
  return { ...incident, people: { ...incident.people, ...Object.fromEntries(told) } };
}

/** Who knows the old link needs the new one. */
function planMove({ contacts }: Incident, { number, at }: Bridge): AgendaEntry[] {
  if (number === 1) return [];
  const told = contacts.filter((contact) => contact.at <= at).flatMap(({ people }) => people.map(({ id }) => id));
  return tell([...new Set(told)], effectKey('bridge-moved', { number }), 'bridge-moved', at);
}

type Bridge = NonNullable<Incident['bridge']>;

/** Why a bridge can't be opened, or be where this person says. */
export function refuseBridge(policy: Policy, incident: Incident, url: string | undefined): Because {
  const { bridge, bridgeWanted, severity } = incident;
  if (url !== undefined) {
    if (!/^https?:\/\/[^\s]+$/.test(url)) return `"${url}" is not a link. Give one that begins with https://.`;
    return bridge?.url === url ? 'That is where the bridge is already.' : undefined;
  }
  if (bridge !== undefined) return `The bridge is already open: ${bridge.url}`;
  return bridgeWanted || rulesOf(policy, severity).announce.bridge === 'open'
    ? {
        text: 'The bridge is asked for already, and there is no link yet. If you open a call yourself, say where it is.',
        missing: 'url',
      }
    : undefined;
}

/** A person asks for the bridge, or says where it is: that settles it. */
export function bridgeWanted(incident: Incident, { by, url }: Extract<Act, { do: 'bridge' }>, at: Instant): Incident {
  if (url === undefined) {
    const text = `${nameOf(incident, by)} asked for the bridge`;
    return noted({ ...incident, bridgeWanted: true }, at, { kind: 'bridge', text, by });
  }
  const bridge = { url, at, by, number: (incident.bridge?.number ?? 0) + 1 };
  return noted({ ...incident, bridge }, at, { kind: 'bridge', text: `Bridge: ${url}`, by });
}

/** The bridge was opened, or only asked for where none is connected. What a person said in the meantime stands. */
export function bridgeOpened(
  incident: Incident,
  { key, url, note }: { key: string; url: string | undefined; note: string | undefined },
  at: Instant,
): Incident {
  const isNews = url !== undefined && incident.bridge === undefined;
  const text = url === undefined ? 'Bridge requested (no link is configured)' : `Bridge: ${url}`;
  return noted(isNews ? { ...incident, bridge: { url, at, number: 1 } } : incident, at, {
    kind: 'bridge',
    text: isNews || url === undefined ? text : `${text} (not used: the call is elsewhere)`,
    key,
    ...(note !== undefined && { because: inertLine(note, 300) }),
  });
}
