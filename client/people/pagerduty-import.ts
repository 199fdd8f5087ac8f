/** How do people in PagerDuty get into the directory file without losing what it already says? */
import type { Account, AccountUser } from '../../activities/adapters/pagerduty-on-call/account';
import { isSame } from '../../activities/adapters/pagerduty-on-call/contact-points';
import { personFor } from '../../directory/provider-on-call';
import { readDirectory } from '../../directory/load';
import type { ContactPoint, Person } from '../../directory/schema';
import { namesOf } from './lookup';
import { idFromName } from './pagerduty-person-id';
import { IANAZone } from 'luxon';
import { Document, isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { defined } from '../../domain/state/fields';

export interface Imported {
  /** The directory as YAML. Its own loader has read it. */
  text: string;
  added: string[];
  updated: string[];
  /** What a person should look at. */
  notes: string[];
}

const MARK = '# Schedules and escalation policies in PagerDuty.';

/**
 * Adds the people of an account to a directory. Those who are in it stay, with id, name, roles and comments: they are
 * recognized by their PagerDuty id, else by a mail address, and get the contact points that they lack. Nobody is
 * removed. Schedules and policies are added as comments: which role they fill is for a person to say, and `all-on-call`
 * means every rotation in the file. Throws `DirectoryInvalid` if the given text or the result can't be used.
 */
export function importInto(existing: string | undefined, account: Account, file = 'directory.yaml'): Imported {
  const known = existing === undefined ? [] : readDirectory(existing, file).people;
  const document = existing === undefined ? new Document({ people: [] }) : parseDocument(withoutMark(existing));
  const people = document.get('people', true);
  if (!isSeq(people)) throw new Error('the directory has no list "people"');
  const taken = new Set(known.flatMap(namesOf));
  const imported: Imported = { text: '', added: [], updated: [], notes: [] };
  for (const user of account.users) {
    const person = personFor(known, user);
    if (person === undefined) {
      const id = idFromName(user.name, taken, `pagerduty-${user.id}`);
      const name = user.name.trim();
      // Two people of one name: each must have a name of their own in the directory.
      const ownName = taken.has(name.toLowerCase()) ? `${name} (${user.id})` : name;
      for (const given of [id, ownName.toLowerCase()]) taken.add(given);
      people.add(newPerson(document, id, ownName, user));
      imported.added.push(id);
    } else if (update(document, nodeOf(people, person), person, user)) {
      imported.updated.push(person.id);
    }
    if (user.contactPoints.length === 0) imported.notes.push(`${user.name} has no contact method in PagerDuty`);
    if (user.zone !== undefined && zoneOf(user) === undefined)
      imported.notes.push(`${user.name}: unknown time zone "${user.zone}", left out`);
  }
  imported.text = `${document.toString({ lineWidth: 0 })}\n${rolesToFillIn(account)}`;
  readDirectory(imported.text, file);
  return imported;
}

function newPerson(document: Document, id: string, name: string, user: AccountUser): YAMLMap {
  const zone = zoneOf(user);
  const node = document.createNode({
    id,
    name,
    pagerduty: user.id,
    ...defined({ zone }),
    contactPoints: [],
  });
  const person: YAMLMap = node;
  person.set('contactPoints', contactPoints(document, user.contactPoints));
  return person;
}

/** Adds what is missing; answers whether anything was. */
function update(document: Document, node: YAMLMap, person: Person, user: AccountUser): boolean {
  const missing = user.contactPoints.filter((point) => !person.contactPoints.some((other) => isSame(point, other)));
  const zone = zoneOf(user);
  if (person.pagerduty === undefined) node.set('pagerduty', user.id);
  if (person.zone === undefined && zone !== undefined) node.set('zone', zone);
  if (missing.length > 0) {
    const points = node.get('contactPoints', true);
    const further = contactPoints(document, missing);
    if (isSeq(points)) for (const point of further.items) points.add(point);
    else node.set('contactPoints', further);
  }
  return missing.length > 0 || person.pagerduty === undefined || (person.zone === undefined && zone !== undefined);
}

function contactPoints(document: Document, points: readonly ContactPoint[]): YAMLSeq {
  const node = document.createNode(points.map(({ channel, address }) => ({ channel, address })));
  for (const item of node.items) if (isMap(item)) item.flow = true;
  return node;
}

function nodeOf(people: YAMLSeq, { id }: Person): YAMLMap {
  const node = people.items.find((item) => isMap(item) && item.get('id') === id);
  if (!isMap(node)) throw new Error(`${id} is missing from the document`);
  return node;
}

const zoneOf = ({ zone }: AccountUser): string | undefined =>
  zone !== undefined && IANAZone.isValidZone(zone) ? zone : undefined;

function rolesToFillIn({ schedules, policies }: Account): string {
  const line = (id: string, source: string, name: string): string =>
    `#  - { id: ${id}, role: ROLE, onCall: { pagerduty: { ${source} } } } # ${onOneLine(name)}`;
  const ids = new Set<string>();
  const idFor = (name: string, otherwise: string): string => {
    const id = idFromName(name, ids, otherwise);
    ids.add(id);
    return id;
  };
  return [
    MARK,
    '# Move the ones that Muster should use into `rotations`, replace ROLE with a role from the policy, and add a fallback:',
    '# [ids of people]. Everyone in `rotations` is paged as all-on-call.',
    ...schedules.map(({ id, name }) => line(idFor(name, id), `schedule: ${id}`, name)),
    ...policies.flatMap(({ id, name, levels }) =>
      Array.from({ length: levels }, (_, n) =>
        line(idFor(`${name} ${n + 1}`, id), `escalationPolicy: ${id}, level: ${n + 1}`, `${name}, level ${n + 1}`),
      ),
    ),
    '',
  ].join('\n');
}

const onOneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();

/** What an earlier import wrote below the directory. */
function withoutMark(text: string): string {
  const lines = text.split('\n');
  const from = lines.indexOf(MARK);
  if (from < 0) return text;
  const length = lines.slice(from).findIndex((line) => !line.startsWith('#'));
  lines.splice(from, length < 0 ? lines.length : length);
  return lines.join('\n');
}
