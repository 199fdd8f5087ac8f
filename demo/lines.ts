/** How is the demo shown where there is no terminal to draw on: one line for each event? */
import { happeningLine, happeningsIn } from './happenings';
import type { Paper, Screen } from './screen';
import { type Sight, startedAt } from './sight';

/** The play without drawing: one line for each thing that happens, with its age in policy minutes. */
export function plainScreen(paper: Paper): Screen {
  const printed = new Set<string>();
  const line = (text: string): void => void paper.write(`${text}\n`);
  const story = (sight: Sight): void => {
    const start = startedAt(sight);
    if (start === undefined) return;
    for (const happening of happeningsIn(sight))
      if (!printed.has(happening.id)) {
        printed.add(happening.id);
        line(happeningLine(start, happening));
      }
  };
  return {
    show: story,
    narrate: (text) => line(`\n        ${text}`),
    waitFor: () => undefined,
    type: (command) => line(`      $ ${command}`),
    answer: (text) => line(`        ${text}`),
    notice: (text) => line(`        (${text})`),
    places: (lines) => lines.forEach(line),
    end: () => undefined,
  };
}
