/** What does the incident look like on a time axis? */
import type { TimelineView } from '../../../domain/view';
import { pictureOf, WIDTH } from '../svg/lanes';

export interface PictureProps {
  entries: readonly TimelineView[];
  startedAt: string;
  /** When it ended; until then the axis ends now. */
  endedAt?: string | undefined;
  now: number;
}

/** A picture of what the list below it says, for those who see it. */
export function TimelinePicture({ entries, startedAt, endedAt, now }: PictureProps) {
  const from = Math.min(Date.parse(startedAt), ...entries.map(({ at }) => Date.parse(at)));
  const ended = endedAt === undefined ? undefined : Date.parse(endedAt);
  const span = ended === undefined ? { from, to: now, now } : { from, to: ended };
  const { height, lanes, marks, ticks, nowX } = pictureOf(entries, span);
  return (
    <figure class="picture" tabIndex={0} role="region" aria-label="Timeline as a picture">
      <svg
        viewBox={`0 0 ${WIDTH} ${height}`}
        role="img"
        aria-label="The timeline as a picture; the list below says the same."
      >
        {ticks.map(({ x, at }) => (
          <g class="tick">
            <line x1={x} x2={x} y1={4} y2={height - 20} />
            <text x={x} y={height - 6} text-anchor="middle">
              {at.slice(11, 16)}
            </text>
          </g>
        ))}
        {lanes.map(({ title, y }) => (
          <g class="lane">
            <line x1={76} x2={WIDTH - 16} y1={y} y2={y} />
            <text x={0} y={y + 4}>
              {title}
            </text>
          </g>
        ))}
        {nowX !== undefined && <line class="now" x1={nowX} x2={nowX} y1={0} y2={height - 20} />}
        {marks.map(({ x, y, kind, text, at }) => (
          <circle class={`mark ${kind}`} cx={x} cy={y} r={5}>
            <title>{`${at.slice(11, 19)} UTC ${text}`}</title>
          </circle>
        ))}
      </svg>
    </figure>
  );
}
