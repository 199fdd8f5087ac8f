/** `node dist/launcher/obtain.js`: gets Temporal ready ahead of time (in CI, in an image) and prints where it is. */
import { obtainTemporal } from './temporal-binary';
import { sayTo } from './say';
import { messageOf } from '../domain/text/message-of';

async function main(): Promise<void> {
  process.stdout.write(`${await obtainTemporal({ say: sayTo() })}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
