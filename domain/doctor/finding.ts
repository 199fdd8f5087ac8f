/** What did `muster doctor` find? `note` can wait; `error` has to be fixed. */
export interface Examined {
  state: 'ok' | 'note' | 'error';
  what: string;
  text: string;
}

export const ok = (what: string, text: string): Examined => ({ state: 'ok', what, text });

export const noteFinding = (what: string, text: string): Examined => ({ state: 'note', what, text });

export const wrong = (what: string, text: string): Examined => ({ state: 'error', what, text });
