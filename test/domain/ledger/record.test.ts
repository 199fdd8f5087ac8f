/** Whether a timeline goes on record whole, in pieces that fit, while only its newest entries stay in memory. */
import { isPiledUp, nextPiece, type Recorded, withoutOld } from '../../../domain/ledger/record';
import { noted } from '../../../domain/ledger/timeline';
import type { TimelineEntry } from '../../../domain/state/incident';
import { jsonSize } from '../../../domain/state/size';

const nothing: Recorded = { timeline: [], nextSeq: 1, recordedSeq: 0 };

const note = (story: Recorded, text: string): Recorded =>
  withoutOld(noted(story, 0, { kind: 'note', text, by: 'otto', because: text }));

/** Puts everything on record as a workflow does. */
function recorded(story: Recorded, record: TimelineEntry[]): Recorded {
  let next = story;
  for (let piece = nextPiece(next, next.nextSeq - 1); piece.length > 0; piece = nextPiece(next, next.nextSeq - 1)) {
    expect(jsonSize(piece)).toBeLessThan(300_000);
    record.push(...piece);
    next = withoutOld({ ...next, recordedSeq: piece.at(-1)?.seq ?? 0 });
  }
  return next;
}

test.each([
  ['long', 200, '漢'.repeat(4_000)],
  ['short', 3_000, 'looked again'],
])('%s notes are all on record, once each, however many; memory keeps the newest', (_what, count, text) => {
  const record: TimelineEntry[] = [];
  let story = nothing;
  let largest = 0;
  for (let n = 1; n <= count; n += 1) {
    story = note(story, text);
    if (isPiledUp(story, 0)) story = recorded(story, record);
    largest = Math.max(largest, jsonSize(story.timeline));
  }
  story = recorded(story, record);
  expect(record.map(({ seq }) => seq)).toEqual(Array.from({ length: count }, (_none, n) => n + 1));
  expect(largest).toBeLessThan(500_000);
  expect(story.timeline.at(-1)?.seq).toBe(count);
});

test('while the record is away the newest entries are kept, and one entry says how many are not', () => {
  let story = nothing;
  for (let n = 1; n <= 5_000; n += 1) story = note(story, `note ${n}`);
  const [gap, next] = story.timeline;
  expect(gap).toMatchObject({ kind: 'left-out', text: expect.stringContaining(`${gap?.seq ?? 0}.`) as string });
  expect(next?.seq).toBe((gap?.seq ?? 0) + 1);
  expect(story.timeline.length).toBeLessThanOrEqual(2_000);
  expect(jsonSize(story.timeline)).toBeLessThan(510_000);
  const record: TimelineEntry[] = [];
  recorded(story, record);
  expect(record[0]).toEqual(gap);
  expect(record.at(-1)?.text).toBe('note 5000');
});

test('after a failed attempt the next one waits until as much has come again', () => {
  let story = nothing;
  while (!isPiledUp(story, 0)) story = note(story, 'x');
  const triedSeq = story.nextSeq - 1;
  expect(isPiledUp(story, triedSeq)).toBe(false);
  for (let n = 0; n < triedSeq; n += 1) story = note(story, 'x');
  expect(isPiledUp(story, triedSeq)).toBe(true);
});
