/** Who is on call when, turn by turn, over the next weeks, and where is nobody? */
import { nextInLayer, onCall, type Shift } from '../../directory/on-call';
import type { DirectoryData, Layer, Rotation } from '../../directory/schema';

/** One turn, or a gap where `person` is absent. */
export interface Turn {
  from: number;
  until: number;
  person?: string;
  because?: Shift['because'];
}

export interface LayerCalendar {
  rotation: string;
  role: string;
  layer: string;
  turns: Turn[];
}

/** More turns than this would be no calendar that anybody reads. */
const MOST_TURNS = 200;

/** The turns of every layer between two instants. */
export const calendarBetween = ({ rotations }: DirectoryData, from: number, until: number): LayerCalendar[] =>
  rotations.flatMap((rotation) =>
    rotation.layers.map((layer) => ({
      rotation: rotation.id,
      role: rotation.role,
      layer: layer.id,
      turns: turnsOf(rotation, layer, from, until),
    })),
  );

function turnsOf(rotation: Rotation, layer: Layer, from: number, until: number): Turn[] {
  const turns: Turn[] = [];
  for (let at = from; at < until && turns.length < MOST_TURNS;) {
    const { at: next } = nextInLayer(rotation, layer, at);
    const shift = onCall(rotation, at).find((one) => one.layer === layer.id);
    turns.push({
      from: at,
      until: Math.min(next, until),
      ...(shift !== undefined && { person: shift.person, because: shift.because }),
    });
    at = next;
  }
  return turns;
}
