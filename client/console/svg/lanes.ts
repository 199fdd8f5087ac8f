/** Where in the picture of an incident does each thing stand? Only places; how it looks is for the style to say. */
import type { TimelineView } from '../../../domain/view';
import { linear, timeTicks } from './scale';

/** The rows of the picture, from top to bottom, and the kinds of entries that stand in each. */
const LANES: readonly { title: string; kinds: readonly string[] }[] = [
  {
    title: 'Alerts',
    kinds: [
      'opened',
      'alert-firing',
      'alert-clear',
      'all-clear',
      'flapping',
      'storm',
      'relapse',
      'log-watch',
      'joined-by',
    ],
  },
  {
    title: 'People',
    kinds: [
      'contacted',
      'paged',
      'acknowledged',
      'joined',
      'lead',
      'escalated',
      'not-delivered',
      'withdrawn',
      'hand-over',
    ],
  },
  { title: 'Updates', kinds: ['update', 'brief', 'published', 'unpublished', 'missed'] },
  {
    title: 'Work',
    kinds: [
      ...['finding', 'status', 'severity', 'decided', 'decision-proposed', 'rollback', 'rollback-failed', 'ticked'],
      ...['unticked', 'stable', 'note', 'resolved', 'cancelled', 'merged'],
    ],
  },
];

export const WIDTH = 960;
const LEFT = 76;
const RIGHT = 16;
const TOP = 8;
const ROW = 26;

export interface PictureMark {
  x: number;
  y: number;
  seq: number;
  kind: string;
  text: string;
  at: string;
}

export interface Picture {
  height: number;
  lanes: { title: string; y: number }[];
  marks: PictureMark[];
  ticks: { x: number; at: string }[];
  /** Where now is; absent after the end. */
  nowX?: number;
}

/** The places of everything in the picture. Marks that would cover each other step aside a little, downwards. */
export function pictureOf(entries: readonly TimelineView[], span: { from: number; to: number; now?: number }): Picture {
  const { from, now } = span;
  const to = Math.max(span.to, from + 60_000);
  const x = linear([from, to], [LEFT, WIDTH - RIGHT]);
  const lanes = LANES.map(({ title }, n) => ({ title, y: TOP + n * ROW + ROW / 2 }));
  const last = new Map<number, number>();
  const marks = entries.flatMap((entry): PictureMark[] => {
    const lane = LANES.findIndex(({ kinds }) => kinds.includes(entry.kind));
    const y = lanes[lane]?.y;
    if (y === undefined) return [];
    const place = Math.round(x(Math.min(Math.max(Date.parse(entry.at), from), to)));
    const before = last.get(lane) ?? -Infinity;
    last.set(lane, place);
    return [{ x: place, y: place - before < 7 ? y + 5 : y, ...pick(entry) }];
  });
  const height = TOP + LANES.length * ROW + 22;
  return {
    ...{ height, lanes, marks },
    ticks: timeTicks(from, to, 8).at.map((at) => ({ x: Math.round(x(at)), at: new Date(at).toISOString() })),
    ...(now !== undefined && { nowX: Math.round(x(now)) }),
  };
}

const pick = ({ seq, kind, text, at }: TimelineView): Omit<PictureMark, 'x' | 'y'> => ({ seq, kind, text, at });
