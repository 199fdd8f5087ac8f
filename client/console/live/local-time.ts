/** What time is it where the reader is? */

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const DATE = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** Shows instants by the reader's clock; the server's UTC stays as their title. */
export function showLocal(): void {
  for (const element of document.querySelectorAll<HTMLTimeElement>('time[data-local]')) {
    const at = new Date(element.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    const utc = `${element.dateTime.slice(0, 10)} ${element.dateTime.slice(11, 19)} UTC`;
    element.title = utc;
    element.textContent = (element.dataset.local === 'date' ? DATE : TIME).format(at);
  }
}
