/** How does an open page stay true while nobody reloads it? */
import { tick } from './countdown.js';

const TICK_MS = 1_000;

tick(Date.now());
setInterval(() => tick(Date.now()), TICK_MS);
