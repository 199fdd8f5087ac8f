/** Do the types fit? TypeScript looks again only at what a change can have touched, and finds its notes in each clone. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { keep, recall } from './cache.mjs';

// Its notes name files as seen from where they lie, so they have to lie in the checkout.
const FOLDER = '.muster-checks';
const NOTES = `${FOLDER}/types.tsbuildinfo`;

const kept = recall('types.tsbuildinfo');
mkdirSync(FOLDER, { recursive: true });
if (!existsSync(NOTES) && kept !== undefined) writeFileSync(NOTES, kept);
const { status } = spawnSync('tsc', ['--noEmit', '--incremental', '--tsBuildInfoFile', NOTES], { stdio: 'inherit' });
if (existsSync(NOTES)) keep('types.tsbuildinfo', readFileSync(NOTES, 'utf8'));
// What runs in a browser knows the browser's names and not Node's.
const browser = spawnSync('tsc', ['--noEmit', '-p', 'client/console/live'], { stdio: 'inherit' });
process.exitCode = status || (browser.status ?? 1);
