/** Does the directory contradict itself: names twice, unknown people, rotations that nobody is in? */
import { didYouMean } from '../policy/suggest';
import { spanOf } from './on-call';
import type { DirectoryPath } from './positions';
import { ALL_ON_CALL, type DirectoryData, DirectoryFile, type Person, type Rotation } from './schema';

export interface Complaint {
  path: DirectoryPath;
  message: string;
}

/** What a directory gets wrong although each value is well formed: who is named twice, or named and not there. */
export function check(directory: DirectoryData): Complaint[] {
  const { people, rotations } = directory;
  const known = people.map(({ id }) => id);
  return [
    ...sharedNames(people),
    ...repeated(people, 'people', 'pagerduty', ({ pagerduty }) => pagerduty),
    ...people.flatMap(({ contactPoints }, n) => repeatedContactPoints(contactPoints, ['people', n, 'contactPoints'])),
    ...rolesDecidedTwice(directory),
    ...repeated(rotations, 'rotations', 'id', ({ id }) => id),
    ...rotations.flatMap((rotation, n) => checkRotation(rotation, ['rotations', n], known)),
  ];
}

/**
 * What else is wrong with a directory that is not well formed. A person or a rotation that can't be read is there by name, so
 * that nobody else is blamed for naming them.
 */
export function checkParts(data: unknown): Complaint[] {
  const { people, rotations } = DirectoryFile.shape;
  const persons = readEach<Person>(fieldOf(data, 'people'), people.element, (known) => ({
    ...known,
    contactPoints: [],
    roles: [],
    access: 'lead',
  }));
  const turns = readEach<Rotation>(fieldOf(data, 'rotations'), rotations.unwrap().element, (known) => ({
    ...known,
    role: known.id,
    layers: [],
    overrides: [],
  }));
  const standIns = { people: persons.standIns, rotations: turns.standIns };
  return check({ people: persons.items, rotations: turns.items }).filter(
    ({ path: [list, n] }) => !standIns[list as keyof typeof standIns].has(n),
  );
}

interface Read<Item> {
  items: Item[];
  /** The places of those that can't be read. */
  standIns: Set<unknown>;
}

function readEach<Item>(
  written: unknown,
  schema: { safeParse(item: unknown): { success: boolean; data?: unknown } },
  standIn: (known: { id: string; name: string }) => Item,
): Read<Item> {
  const standIns = new Set<unknown>();
  const items = (Array.isArray(written) ? written : []).map((item: unknown, n): Item => {
    const { success, data } = schema.safeParse(item);
    if (success) return data as Item;
    standIns.add(n);
    const text = (field: string): string => textOr(fieldOf(item, field), `#${n}`);
    return standIn({ id: text('id'), name: text('name') });
  });
  return { items, standIns };
}

const fieldOf = (value: unknown, field: string): unknown =>
  typeof value === 'object' && value !== null ? (Reflect.get(value, field) as unknown) : undefined;

const textOr = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);

function repeated<Item>(
  items: Item[],
  list: string,
  field: string,
  keyOf: (item: Item) => string | undefined,
): Complaint[] {
  return items.flatMap((item, n) => {
    const key = keyOf(item);
    const first = items.findIndex((other) => keyOf(other) === key);
    if (key === undefined || first === n) return [];
    return [{ path: [list, n, field], message: `${key} is already used by ${list}[${first}]` }];
  });
}

/** One name must mean one person, whoever types it: their id, handle, name and mail addresses, in any case of letters. */
function sharedNames(people: Person[]): Complaint[] {
  const firstOf = new Map<string, number>();
  return people.flatMap((person, n) =>
    namesOf(person).flatMap(([path, name]) => {
      const key = name.toLowerCase();
      const first = firstOf.get(key) ?? n;
      firstOf.set(key, first);
      return first === n
        ? []
        : [{ path: ['people', n, ...path], message: `${name} is already used by people[${first}]` }];
    }),
  );
}

const namesOf = ({ id, handle, name, contactPoints }: Person): [path: DirectoryPath, name: string][] => [
  [['id'], id],
  ...(handle === undefined ? [] : [[['handle'], handle] as [DirectoryPath, string]]),
  [['name'], name],
  ...contactPoints.flatMap(({ channel, address }, n): [DirectoryPath, string][] =>
    channel === 'email' ? [[['contactPoints', n, 'address'], address]] : [],
  ),
];

function repeatedContactPoints(points: { channel: string; address: string }[], path: DirectoryPath): Complaint[] {
  const keys = points.map(({ channel, address }) => `${channel} ${address}`);
  return keys.flatMap((key, n) =>
    keys.indexOf(key) === n ? [] : [{ path: [...path, n], message: `${key} is listed twice` }],
  );
}

/** Only the rotation says who is on call; a person who always held its role would be paged every week. */
function rolesDecidedTwice({ people, rotations }: DirectoryData): Complaint[] {
  const message = `${ALL_ON_CALL} means everyone on call; it can't be given to one person`;
  const given = rotations.flatMap(({ role }, n) =>
    role === ALL_ON_CALL ? [{ path: ['rotations', n, 'role'], message }] : [],
  );
  const held = people.flatMap(({ roles }, n) =>
    roles.flatMap((role, r) => {
      const path = ['people', n, 'roles', r];
      if (role === ALL_ON_CALL) return [{ path, message }];
      const rotation = rotations.find((other) => other.role === role);
      return rotation === undefined
        ? []
        : [{ path, message: `rotation ${rotation.id} already decides who is ${role}` }];
    }),
  );
  return [...given, ...held];
}

function checkRotation(rotation: Rotation, path: DirectoryPath, known: readonly string[]): Complaint[] {
  const ids = rotation.layers.map(({ id }) => id);
  const asks = rotation.onCall !== undefined;
  const nobody =
    asks || ids.length > 0
      ? []
      : [{ path: [...path, 'layers'], message: 'must have at least one layer, unless onCall is set' }];
  const fallback =
    asks || rotation.fallback === undefined
      ? (rotation.fallback ?? []).flatMap((id, n) => unknownPerson(id, [...path, 'fallback', n], known))
      : [{ path: [...path, 'fallback'], message: 'only works together with onCall; without it the layers decide' }];
  const layers = rotation.layers.flatMap((layer, n) => [
    ...(ids.indexOf(layer.id) === n
      ? []
      : [{ path: [...path, 'layers', n, 'id'], message: `layer ${layer.id} is listed twice` }]),
    ...layer.people.flatMap((id, p) => unknownPerson(id, [...path, 'layers', n, 'people', p], known)),
  ]);
  // The first layer holds the role. A layer called primary is never meant to come second.
  const primary = ids.indexOf('primary');
  const order =
    primary > 0
      ? [{ path: [...path, 'layers', primary, 'id'], message: 'the primary layer must be listed first' }]
      : [];
  return [...nobody, ...fallback, ...layers, ...order, ...checkOverrides(rotation, path, known)];
}

function checkOverrides(rotation: Rotation, path: DirectoryPath, known: readonly string[]): Complaint[] {
  const spans = rotation.overrides.map((override) => spanOf(rotation, override));
  return rotation.overrides.flatMap((override, n) => {
    const here = [...path, 'overrides', n];
    const complaints = unknownPerson(override.person, [...here, 'person'], known);
    const span = spans[n];
    if (span === undefined) {
      const { layer = '' } = override;
      return [
        ...complaints,
        {
          path: [...here, 'layer'],
          message: `unknown layer ${layer}${didYouMean(
            layer,
            rotation.layers.map(({ id }) => id),
          )}`,
        },
      ];
    }
    if (span.until <= span.from) {
      return [...complaints, { path: [...here, 'to'], message: `ends before it starts (${override.from})` }];
    }
    const other = spans
      .slice(0, n)
      .findIndex((earlier) => earlier?.layer === span.layer && earlier.from < span.until && span.from < earlier.until);
    if (other >= 0) complaints.push({ path: here, message: `overlaps overrides[${other}] in layer ${span.layer}` });
    return complaints;
  });
}

const unknownPerson = (id: string, path: DirectoryPath, known: readonly string[]): Complaint[] =>
  known.includes(id) ? [] : [{ path, message: `unknown person ${id}: not in people${didYouMean(id, known)}` }];
