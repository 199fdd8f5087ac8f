/** How does an open page stay true while nobody reloads it? */
import { tick } from './countdown.js';
import { followEvents, showStale } from './events.js';
import { sendForms } from './forms.js';
import { listenToKeys, showSwitch } from './keys.js';
import { showLocal } from './local-time.js';

const TICK_MS = 1_000;

showLocal();
tick(Date.now());
sendForms();
listenToKeys();
followEvents();
setInterval(() => {
  tick(Date.now());
  showStale();
  showSwitch();
  followEvents();
}, TICK_MS);
// What was shown in place has no page of its own to go back to.
window.addEventListener('popstate', () => location.reload());
