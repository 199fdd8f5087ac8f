/** Who is on call at a given moment, and when is the next hand-over? */
import { type Layer, type Override, type Rotation, WEEKDAYS } from './schema';
import { type DayNumber, dayAt, dayOf, instantOfIso, instantOn, minuteOf, weekdayOf } from './wall-time';

/** One person's stretch on call in one layer: from `from` until just before `until`. */
export interface Shift {
  layer: string;
  person: string;
  from: number;
  until: number;
  /** `asked`: another system says so. `fallback`: nobody else is named. Either may have no beginning or end. */
  because: 'rotation' | 'override' | 'asked' | 'fallback';
}

/**
 * Who is on call at an instant: one shift per layer, in the order of the layers; none for a layer with nobody. Where
 * another system is asked, the people that it names; if it names nobody, the layers; if they don't, the fallback.
 */
export function onCall(rotation: Rotation, at: number): Shift[] {
  const asked = askedShifts(rotation, at);
  if (asked.length > 0) return asked;
  const written = rotation.layers.flatMap((layer) => shiftAt(rotation, layer, at) ?? []);
  if (written.length > 0) return written;
  const always = { layer: 'fallback', from: -Infinity, until: Infinity, because: 'fallback' as const };
  return (rotation.fallback ?? []).map((person) => ({ ...always, person }));
}

/** Whether the person of a shift holds the rotation's role: those of the first layer do, and all who were not written. */
export const holdsRole = (rotation: Rotation, { layer, because }: Shift): boolean =>
  because === 'asked' || because === 'fallback' || layer === rotation.layers[0]?.id;

/** Several people may be on call at once there; each counts. */
function askedShifts({ asked }: Rotation, at: number): Shift[] {
  if (asked?.answer === undefined || at < asked.answer.from || at >= asked.answer.until) return [];
  return asked.answer.duties
    .filter(({ from, until }) => from <= at && at < until)
    .map((duty) => ({ ...duty, layer: 'asked', because: 'asked' as const }));
}

/** When who is on call may change next: at the next hand-over, and where another system is asked also when its answer ends. */
export function changesAfter(rotation: Rotation, at: number): number {
  const { answer } = rotation.asked ?? {};
  const written = rotation.layers.length === 0 ? Infinity : nextHandOver(rotation, at).at;
  if (answer === undefined) return written;
  const asked = [answer.until, ...answer.duties.flatMap(({ from, until }) => [from, until])];
  return Math.min(written, ...asked.filter((instant) => instant > at));
}

/** The next change after `at` in any layer. `person` is absent where an override ends before the layer has begun. */
export interface HandOver {
  at: number;
  layer: string;
  person?: string;
}

/** The first hand-over after `at`: a turn, or an override that begins or ends. Earlier layers come first. */
export function nextHandOver(rotation: Rotation, at: number): HandOver {
  const changes = rotation.layers.map((layer) => nextInLayer(rotation, layer, at));
  return changes.reduce((first, change) => (change.at < first.at ? change : first));
}

/** The first hand-over after `at` in one layer. There always is one: turns never end. */
export function nextInLayer(rotation: Rotation, layer: Layer, at: number): HandOver {
  const next = shiftAt(rotation, layer, at)?.until ?? nextBeginning(rotation, layer, at);
  const person = shiftAt(rotation, layer, next)?.person;
  return { at: next, layer: layer.id, ...(person === undefined ? {} : { person }) };
}

/** The instants between which an override holds; it speaks for the first layer where it names none. */
export function spanOf(
  rotation: Rotation,
  override: Override,
): { layer: string; from: number; until: number } | undefined {
  const layer = rotation.layers.find(({ id }) => override.layer === undefined || id === override.layer);
  if (layer === undefined) return undefined;
  return {
    layer: layer.id,
    from: instantOfIso(override.from, layer.zone),
    until: instantOfIso(override.to, layer.zone),
  };
}

/** When the first turn of a layer begins. */
export const beginningOf = (layer: Layer): number => beginningOfTurn(layer, 0);

function shiftAt(rotation: Rotation, layer: Layer, at: number): Shift | undefined {
  const overrides = overridesOf(rotation, layer);
  const override = overrides.find(({ from, until }) => from <= at && at < until);
  if (override !== undefined) return override;
  const turn = turnAt(layer, at);
  if (turn === undefined) return undefined;
  // What an override takes is not part of the turn, so that shifts abut and never overlap.
  const ended = overrides.filter(({ until }) => until <= at).map(({ until }) => until);
  const coming = overrides.filter(({ from }) => from > at).map(({ from }) => from);
  return { ...turn, from: Math.max(turn.from, ...ended), until: Math.min(turn.until, ...coming) };
}

function overridesOf(rotation: Rotation, layer: Layer): Shift[] {
  return rotation.overrides.flatMap((override) => {
    const span = spanOf(rotation, override);
    return span?.layer === layer.id ? [{ ...span, person: override.person, because: 'override' as const }] : [];
  });
}

/** Where nobody is on call: the layer's beginning, or that of an override before it. */
function nextBeginning(rotation: Rotation, layer: Layer, at: number): number {
  const overrides = overridesOf(rotation, layer).map(({ from }) => from);
  return Math.min(beginningOf(layer), ...overrides.filter((from) => from > at));
}

function turnAt(layer: Layer, at: number): Shift | undefined {
  const { first, period } = rhythmOf(layer);
  // The day gives the turn but for one; which side of the hand-over `at` is on, the instants say.
  let turn = Math.max(0, Math.floor((dayAt(at, layer.zone) - first) / period) + 1);
  while (beginningOfTurn(layer, turn + 1) <= at) turn += 1;
  while (turn >= 0 && beginningOfTurn(layer, turn) > at) turn -= 1;
  const person = turn < 0 ? undefined : layer.people[turn % layer.people.length];
  if (person === undefined) return undefined;
  const [from, until] = [beginningOfTurn(layer, turn), beginningOfTurn(layer, turn + 1)];
  return { layer: layer.id, person, from, until, because: 'rotation' };
}

/** Turns are counted in calendar days of the layer's zone, so a day of 23 or 25 hours is one day. */
function beginningOfTurn(layer: Layer, turn: number): number {
  const { first, period } = rhythmOf(layer);
  const day = turn === 0 ? dayOf(layer.startsOn) : first + (turn - 1) * period;
  return instantOn(day, minuteOf(layer.handOver.at), layer.zone);
}

/** The day of the first hand-over after the start, and the days from one to the next. */
function rhythmOf(layer: Layer): { first: DayNumber; period: number } {
  const start = dayOf(layer.startsOn);
  if (layer.handOver.every === 'daily') return { first: start + 1, period: 1 };
  const day = WEEKDAYS.indexOf(layer.handOver.day) + 1;
  return { first: start + ((day - weekdayOf(start) + 7) % 7 || 7), period: 7 };
}
