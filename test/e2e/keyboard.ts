/** What does somebody do who has only keys, and what must never happen to them? */
import type { Page } from 'playwright-core';

/** More stops than any page has between one thing and the next that one wants. */
const MOST_STOPS = 150;

/** Goes through a page with Tab. Every stop has to be seen, and what one does must not lose the place. */
export class Keyboard {
  constructor(private readonly page: Page) {}

  /** Goes on to the first thing that fits. Throws if Tab does not come by it, or if one can't see where one is. */
  async to(selector: string): Promise<void> {
    const wanted = this.page.locator(selector);
    const stops: string[] = [];
    for (let stop = 0; stop < MOST_STOPS; stop++) {
      await this.page.keyboard.press('Tab');
      const here = await this.place();
      if (here !== undefined && !here.isMarked) throw new Error(`Nothing shows that the focus is on ${here.name}`);
      if (await wanted.evaluateAll((elements) => elements.includes(document.activeElement as HTMLElement))) return;
      stops.push(here?.name ?? 'nothing');
    }
    throw new Error(`Tab does not come to ${selector}, but to ${stops.join(', ')}`);
  }

  /** Goes to it and presses Enter. */
  async press(selector: string): Promise<void> {
    await this.to(selector);
    await this.page.keyboard.press('Enter');
  }

  /** Goes to a field and types; in a list of choices that chooses the one that begins so. */
  async type(selector: string, text: string): Promise<void> {
    await this.to(selector);
    await this.page.keyboard.type(text);
  }

  /** Throws if the focus is nowhere: the next Tab would begin at the top of the page. */
  async expectPlace(): Promise<void> {
    // What is hidden loses the focus when the page is next drawn.
    await this.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    if ((await this.place()) === undefined) throw new Error('The page has lost the place of whoever has only keys');
  }

  private place(): Promise<{ name: string; isMarked: boolean } | undefined> {
    return this.page.evaluate(() => {
      const { activeElement: here, body } = document;
      if (here === null || here === body) return undefined;
      const { outlineStyle, outlineWidth } = getComputedStyle(here);
      return {
        name: `${here.tagName} ${here.id || here.textContent.trim().slice(0, 30)}`,
        isMarked: outlineStyle !== 'none' && outlineWidth !== '0px',
      };
    });
  }
}
