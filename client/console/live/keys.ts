/** Which keys do what on an incident's page, and when are they off? */

/** Where each key leads: a thing to open or a button to press. */
const TARGETS: Readonly<Record<string, string>> = {
  a: '[data-key="a"]',
  u: '#update textarea, #act-update > summary',
  d: '#decision a.button, #decision summary',
  s: '#act-severity > summary',
  e: '#act-escalate > summary',
};

const SWITCH = 'muster-keys';

const isOn = (): boolean => localStorage.getItem(SWITCH) !== 'off';

/** People can switch them off: some speak to their computer, and words are full of letters. */
export function listenToKeys(): void {
  document.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLInputElement && target.id === 'keys-on')
      localStorage.setItem(SWITCH, target.checked ? 'on' : 'off');
  });
  showSwitch();
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !isOn() || isText(event.target)) return;
    if (event.key === '/') {
      lead(event, '/past');
      return;
    }
    if (event.key === '?') {
      lead(event, '/you#keys');
      return;
    }
    const target = document.querySelector<HTMLElement>(TARGETS[event.key] ?? ':not(*)');
    if (target === null) return;
    event.preventDefault();
    target.scrollIntoView({ block: 'center' });
    target.focus();
    if (target.tagName === 'SUMMARY') open(target);
    else if (event.key === 'a') target.click();
  });
}

/** Shows on the page where one switches them whether they are on. */
export function showSwitch(): void {
  const box = document.getElementById('keys-on');
  if (box instanceof HTMLInputElement) box.checked = isOn();
}

const isText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');

function lead(event: KeyboardEvent, path: string): void {
  event.preventDefault();
  location.assign(path);
}

/** Opens it and goes to its first field. */
function open(summary: HTMLElement): void {
  const details = summary.closest('details');
  if (details === null) return;
  details.open = true;
  details.querySelector<HTMLElement>('input:not([type=hidden]), select, textarea, button')?.focus();
}
