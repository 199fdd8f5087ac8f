/** One thing that was looked at, in words for people. `note` needs nobody now; `error` needs somebody to mend it. */
export interface Examined {
  state: 'ok' | 'note' | 'error';
  what: string;
  text: string;
}

export const ok = (what: string, text: string): Examined => ({ state: 'ok', what, text });

export const noteFinding = (what: string, text: string): Examined => ({ state: 'note', what, text });

export const wrong = (what: string, text: string): Examined => ({ state: 'error', what, text });
