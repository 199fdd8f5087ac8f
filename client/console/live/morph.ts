/** How does the page become what the server says, without losing what somebody types, opened or looks at? */
import { tick } from './countdown.js';
import { showLocal } from './local-time.js';

type Entry = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const isEntry = (node: Node): node is Entry =>
  node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement || node instanceof HTMLSelectElement;

/** Whether a person has changed it. */
function isTouched(entry: Entry): boolean {
  if (entry instanceof HTMLSelectElement) {
    const preset = [...entry.options].find((option) => option.defaultSelected) ?? entry.options[0];
    return entry.selectedOptions[0] !== preset;
  }
  if (entry instanceof HTMLInputElement && entry.type === 'checkbox') return entry.checked !== entry.defaultChecked;
  return entry.value !== entry.defaultValue;
}

/** Puts the content of another document in the place of this one's. `fresh`: another page, of which nothing is kept. */
export function become(page: Document, fresh: boolean): void {
  const [main, next] = [document.querySelector('main'), page.querySelector('main')];
  if (main === null || next === null) {
    location.reload();
    return;
  }
  document.title = page.title;
  document.body.dataset.follows = page.body.dataset.follows ?? '';
  if (page.body.dataset.follows === undefined) delete document.body.dataset.follows;
  if (fresh) main.replaceChildren(...next.childNodes);
  else
    Idiomorph.morph(main, next, {
      morphStyle: 'outerHTML',
      ignoreActiveValue: true,
      callbacks: {
        beforeNodeMorphed: (before) => !(isEntry(before) && isTouched(before)),
        // What somebody opened stays open.
        beforeAttributeUpdated: (name, node) => !(name === 'open' && node instanceof HTMLDetailsElement),
      },
    });
  showLocal();
  tick(Date.now());
}

/** Reads an answer as a document of its own, whose scripts never run. */
export const parsed = async (answer: Response): Promise<Document> =>
  new DOMParser().parseFromString(await answer.text(), 'text/html');
