/** How is the demo shown on a terminal: one page, redrawn several times a second? */
import { livePage } from './page';
import type { Paper, Screen, ScreenContent } from './screen';

const REDRAW_MS = 200;
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR = '\u001b[2J';
const HOME = '\u001b[H';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/** The play as one page that is redrawn several times a second. Ends itself if nobody else does. */
export function liveScreen(paper: Paper, env: NodeJS.ProcessEnv, now: () => number = Date.now): Screen {
  const colour = env.NO_COLOR === undefined || env.NO_COLOR === '';
  let told: ScreenContent = { since: now(), narration: 'The demo begins.', waitingFor: 'the start' };
  const change = (news: Partial<ScreenContent>): void => void (told = { ...told, ...news });

  const draw = (): void => {
    const width = Math.min(130, Math.max(60, paper.columns ?? 80));
    const lines = livePage(told, { now: now(), width, height: Math.max(20, paper.rows ?? 24), colour });
    paper.write(HOME + lines.map((line) => `${line}${CLEAR_LINE}`).join('\n') + CLEAR_BELOW);
  };
  paper.write(HIDE_CURSOR + CLEAR);
  const ticking = setInterval(draw, REDRAW_MS);
  draw();
  return {
    show: (sight) => change({ sight }),
    narrate: (narration) => {
      // What was typed and said before belongs to what was told before.
      const { command: _typed, notice: _said, ...rest } = told;
      told = { ...rest, narration };
    },
    waitFor: (waitingFor) => change({ waitingFor }),
    type: (text) => change({ command: { text } }),
    answer: (answer) => change({ command: { text: told.command?.text ?? '', answer } }),
    notice: (notice) => change({ notice }),
    places: (places) => change({ places }),
    end: () => {
      clearInterval(ticking);
      draw();
      paper.write(`\n${SHOW_CURSOR}`);
    },
  };
}
