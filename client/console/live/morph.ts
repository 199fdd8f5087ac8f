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
  const places = placesFrom(document.activeElement, main);
  if (fresh) main.replaceChildren(...next.childNodes);
  else
    Idiomorph.morph(main, next, {
      morphStyle: 'outerHTML',
      ignoreActiveValue: true,
      callbacks: {
        beforeNodeMorphed: (before) => !(isEntry(before) && isTouched(before)),
        // What somebody opened stays open, and where they were put stays a place to be.
        beforeAttributeUpdated: (name, node) =>
          name !== 'tabindex' && !(name === 'open' && node instanceof HTMLDetailsElement),
      },
    });
  showLocal();
  tick(Date.now());
  keepPlace(places);
}

/** Where somebody is, and what that is part of, the nearest first. */
function placesFrom(here: Element | null, main: Element): HTMLElement[] {
  const places: HTMLElement[] = [];
  for (let place = here; place instanceof HTMLElement && main.contains(place); place = place.parentElement)
    places.push(place);
  return places;
}

/** Whoever has only keys would begin at the top of the page again: what had the focus is gone, so its surroundings get it. */
function keepPlace(places: readonly HTMLElement[]): void {
  if (places.length === 0 || document.activeElement !== document.body) return;
  const place = places.find((one) => one.isConnected && one.checkVisibility());
  place?.setAttribute('tabindex', '-1');
  place?.focus({ preventScroll: true });
}

/** Reads an answer as a document of its own, whose scripts never run. */
export const parsed = async (answer: Response): Promise<Document> =>
  new DOMParser().parseFromString(await answer.text(), 'text/html');
