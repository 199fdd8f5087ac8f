/** How does somebody take a shift on call, for themselves or another person, and how is one given back? */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { spanOf } from '../../directory/on-call';
import { type OverrideBook, type TakenShift, withTaken } from '../../directory/override-book';
import type { DirectoryData, Layer, Rotation } from '../../directory/schema';
import { type Access, reaches } from '../../domain/state/access';
import { utcDateTime } from '../../domain/text/format';
import { badInput, BadInput, Name } from '../actions/action';
import { readInstant } from '../actions/post-mortem-action';
import { NotAllowed, NotFound, Refused } from '../errors';
import { findPerson, personById } from './lookup';

/** What is said to take a shift. */
export const SHIFT = z.strictObject({
  role: Name.describe('whose rotation it is; its role or its id'),
  layer: Name.optional().describe('if omitted, the first layer, whose person holds the role'),
  person: Name.describe('who is on call instead'),
  from: Name.describe('a time; without an offset it is in the layer’s time zone'),
  to: Name,
});

/** Who asks, and what they may do at most. */
export interface Asker {
  person: string;
  access: Access;
}

interface Shifts {
  book: OverrideBook;
  directory: DirectoryData;
  now: number;
}

/** Kept this long after their end, so that the calendar still knows them. */
const KEPT_MS = 30 * 86_400_000;

/** Somebody is on call for a while instead of whoever the rotation names. Throws `BadInput`, `Refused`, `NotAllowed`. */
export async function takeShift({ book, directory, now }: Shifts, asker: Asker, input: unknown): Promise<TakenShift> {
  const parsed = SHIFT.safeParse(input);
  if (!parsed.success) throw badInput(parsed.error);
  const { role, person: named } = parsed.data;
  const rotation = rotationOf(directory, role);
  const layer = layerOf(rotation, parsed.data.layer);
  const [from, until] = [
    readInstant('from', parsed.data.from, layer.zone),
    readInstant('to', parsed.data.to, layer.zone),
  ];
  if (until <= from) throw new BadInput([{ path: 'to', message: 'is not after the beginning' }]);
  if (until <= now) throw new BadInput([{ path: 'to', message: 'is in the past' }]);
  const person = findPerson(directory, named);
  if (person === undefined) throw new Refused(`${named} is not in the directory.`);
  expectOwn(directory, asker, [person.id], `put ${person.name} on call`);
  expectReadable(book);
  const taken: TakenShift = {
    id: `o${randomBytes(4).toString('hex')}`,
    ...{ rotation: rotation.id, layer: layer.id, person: person.id },
    ...{ from: new Date(from).toISOString(), to: new Date(until).toISOString() },
    ...{ by: idOf(directory, asker), at: now },
  };
  await book.change((before) => {
    // Asked where nobody else can change it: two people may want the same shift at once.
    refuseTwice(withTaken(directory, before), taken);
    return [taken, ...before.filter(({ to }) => Date.parse(to) > now - KEPT_MS)];
  });
  return taken;
}

/** Nobody has the same time of a layer twice. */
function refuseTwice(directory: DirectoryData, taken: TakenShift): void {
  const rotation = directory.rotations.find(({ id }) => id === taken.rotation);
  const [from, until] = [Date.parse(taken.from), Date.parse(taken.to)];
  for (const override of rotation?.overrides ?? []) {
    const span = rotation && spanOf(rotation, override);
    if (span === undefined || span.layer !== taken.layer || span.from >= until || from >= span.until) continue;
    const name = personById(directory, override.person)?.name ?? override.person;
    throw new Refused(
      `${name} has taken that shift already, from ${utcDateTime(span.from)} to ${utcDateTime(span.until)}. End that first, or take another time.`,
    );
  }
}

/** A shift ends now; one that has not begun never was. Throws `Refused`, `NotAllowed`. */
export async function endShift({ book, directory, now }: Shifts, asker: Asker, id: string): Promise<TakenShift> {
  expectReadable(book);
  const shift = book.all().find((one) => one.id === id);
  if (shift === undefined) throw new NotFound(`There is no taken shift "${id}".`);
  if (Date.parse(shift.to) <= now) throw new Refused('That shift is over already.');
  const name = personById(directory, shift.person)?.name ?? shift.person;
  expectOwn(directory, asker, [shift.person, shift.by], `end the shift of ${name}`);
  const hasBegun = Date.parse(shift.from) < now;
  const ended = { ...shift, to: new Date(now).toISOString() };
  await book.change((before) => before.flatMap((one) => (one.id !== id ? [one] : hasBegun ? [ended] : [])));
  return ended;
}

/** In a sentence, for the person who asked. */
export const shiftText = (directory: DirectoryData, { rotation, layer, person, from, to }: TakenShift): string =>
  `${personById(directory, person)?.name ?? person} is on call in ${rotation}, ${layer}, from ${utcDateTime(Date.parse(from))} to ${utcDateTime(Date.parse(to))}.`;

function rotationOf({ rotations }: DirectoryData, role: string): Rotation {
  const found = rotations.find(({ id }) => id === role) ?? rotations.find((rotation) => rotation.role === role);
  if (found === undefined)
    throw new BadInput([
      {
        path: 'role',
        message: `no rotation decides who is "${role}". Rotations: ${rotations.map((rotation) => rotation.role).join(', ') || 'none'}`,
      },
    ]);
  if (found.onCall !== undefined)
    throw new Refused(`PagerDuty says who is on call in ${found.id}. Make the override there.`);
  return found;
}

function layerOf({ layers, id }: Rotation, named: string | undefined): Layer {
  const layer = layers.find((one) => named === undefined || one.id === named);
  if (layer === undefined)
    throw new BadInput([
      { path: 'layer', message: `${id} has no such layer. Layers: ${layers.map((one) => one.id).join(', ')}` },
    ]);
  return layer;
}

const idOf = (directory: DirectoryData, { person }: Asker): string => findPerson(directory, person)?.id ?? person;

/** What can't be read can't be changed either: it would be lost. */
function expectReadable(book: OverrideBook): void {
  const trouble = book.trouble();
  if (trouble !== undefined) throw new Refused(trouble);
}

/** A responder arranges their own shifts; those of others take more. */
function expectOwn(directory: DirectoryData, asker: Asker, owners: readonly string[], what: string): void {
  const needed = owners.includes(idOf(directory, asker)) ? 'responder' : 'lead';
  if (!reaches(asker.access, needed))
    throw new NotAllowed(
      `${asker.person} can't ${what}: that takes "${needed}" access (${asker.person} has "${asker.access}").`,
    );
}
