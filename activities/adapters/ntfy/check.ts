/** Can Muster send push messages through ntfy? Nobody gets one to find out. */
import type { DirectoryData } from '../../../directory/schema';
import { type Examined, noteFinding, ok, wrong } from '../../../domain/doctor/finding';
import { ProviderRejected } from '../../errors';
import type { IntegrationCheck } from '../../ports/check';
import { examinedApart } from '../shared/check-apart';
import { createNtfyApi, type NtfyOptions } from './api';

const WHAT = 'ntfy';

const WITHIN_MS = 5_000;

/** Asks the server how it is and whose token it has. */
export const createNtfyCheck = (
  options: NtfyOptions | undefined,
  directory: () => DirectoryData,
): IntegrationCheck => ({
  what: WHAT,
  async examine({ signal }) {
    if (options === undefined) return [noteFinding(WHAT, 'not configured, so nobody gets push messages')];
    const api = createNtfyApi({ withinMs: WITHIN_MS, ...options });
    const { host } = new URL(options.url);
    const health = await examinedApart(WHAT, signal, async () =>
      (await api.isHealthy(signal)) ? ok(WHAT, `${host} answers`) : wrong(WHAT, `${host} says that it is not healthy`),
    );
    const token = options.token === undefined ? [] : await examinedApart(`${WHAT}, token`, signal, () => tokenFound());
    return [...health, ...token, ...pointsFound(directory())];

    async function tokenFound(): Promise<Examined> {
      try {
        return ok(`${WHAT}, token`, `accepted; the account is ${await api.username(signal)}`);
      } catch (error) {
        if (!(error instanceof ProviderRejected)) throw error;
        return wrong(`${WHAT}, token`, `${error.message}: check MUSTER_NTFY_TOKEN`);
      }
    }
  },
});

const pointsFound = ({ people }: DirectoryData): Examined[] =>
  people.some(({ contactPoints }) => contactPoints.some(({ channel }) => channel === 'push'))
    ? []
    : [
        noteFinding(
          `${WHAT}, contact points`,
          'nobody in the directory has a contact point push, so ntfy is never used',
        ),
      ];
