/** How far away is each time on the page, second by second? */
import { agoText, countdownText } from '../text/duration.js';

/** Writes every countdown and every age on the page anew. The server wrote them once, for browsers without script. */
export function tick(now: number): void {
  for (const element of document.querySelectorAll<HTMLTimeElement>('time[data-tick]')) {
    const at = Date.parse(element.dateTime);
    const late = at < now;
    const text = element.dataset.tick === 'ago' ? agoText(at, now) : countdownText(at, now);
    if (element.textContent !== text) element.textContent = text;
    if (element.dataset.tick === 'due') element.classList.toggle('late', late);
  }
}
