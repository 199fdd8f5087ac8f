/** How is a form sent without leaving the page, and how does a mistake get the person's attention? */
import { lookSoon } from './events.js';
import { become, parsed } from './morph.js';

/** Sends every form that does something; what comes back is shown in place, also where it is a list of mistakes. */
export function sendForms(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== 'post') return;
    event.preventDefault();
    void send(form, event.submitter);
  });
}

async function send(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  if (form.getAttribute('aria-busy') === 'true') return;
  form.setAttribute('aria-busy', 'true');
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form, submitter)) if (typeof value === 'string') body.append(name, value);
  try {
    const answer = await fetch(form.action, { method: 'POST', body, headers: { accept: 'text/html' } });
    // What is typed in other forms stays only where the page stays the same.
    const isSamePage = new URL(answer.url).pathname === location.pathname;
    if (answer.ok && isSamePage) {
      form.reset();
      closeAround(form);
    }
    if (answer.ok && !isSamePage && new URL(answer.url).pathname.startsWith('/sign-in')) {
      location.assign(answer.url);
      return;
    }
    // It is done, and the page that says so can't be had at this moment.
    if (answer.redirected && answer.status >= 500 && isSamePage) {
      form.reset();
      closeAround(form);
      lookSoon();
      return;
    }
    become(await parsed(answer), !isSamePage);
    if (answer.url !== location.href) history.pushState(null, '', answer.url);
    look(isSamePage);
  } catch {
    const text = 'Muster could not be reached, so nothing was sent. Try again.';
    const alarm = form.querySelector('.mistake.sending') ?? document.createElement('p');
    alarm.className = 'mistake sending';
    alarm.setAttribute('role', 'alert');
    alarm.textContent = text;
    form.append(alarm);
  } finally {
    form.removeAttribute('aria-busy');
  }
}

/** Closes what the form stood in; who has only keys stays where they opened it. */
function closeAround(form: HTMLFormElement): void {
  const details = form.closest('details');
  if (details === null) return;
  if (details.contains(document.activeElement)) details.querySelector('summary')?.focus();
  details.open = false;
}

/** The errors, or what was just done. */
function look(isSamePage: boolean): void {
  const errors = document.getElementById('errors');
  if (errors !== null) {
    errors.focus();
    return;
  }
  if (!isSamePage) {
    document.querySelector<HTMLElement>('main')?.focus();
    window.scrollTo(0, 0);
  }
}
