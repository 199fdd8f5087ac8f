/** What can be shown of the demo, whether on a live page or as plain lines? */
import type { Sight } from './sight';

/** What the audience has been told so far. */
export interface ScreenContent {
  /** When the play began. */
  readonly since: number;
  readonly sight?: Sight;
  readonly narration: string;
  readonly waitingFor: string;
  /** What somebody typed last, and what they read. */
  readonly command?: { readonly text: string; readonly answer?: string };
  /** What supervision has said since the narrator last spoke. */
  readonly notice?: string;
  /** Where to look while it runs, one line each. */
  readonly places?: readonly string[];
}

/** Where the play is seen. */
export interface Screen {
  show(sight: Sight): void;
  narrate(text: string): void;
  waitFor(what: string): void;
  type(command: string): void;
  answer(text: string): void;
  /** A line of the launcher. */
  notice(line: string): void;
  places(lines: readonly string[]): void;
  /** Leaves the terminal as it was. */
  end(): void;
}

/** Where a screen writes. */
export interface Paper {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}
