/** Can Muster read the status page, and do the configured components exist on it? */
import { type Examined, noteFinding, ok, wrong } from '../../../domain/doctor/finding';
import type { Policy } from '../../../policy/schema';
import type { IntegrationCheck } from '../../ports/check';
import { examinedApart } from '../shared/check-apart';
import type { StatuspageOptions } from './';
import { createApi, type StatuspageApi } from './api';
import { createPace } from './pace';

const WHAT = 'Statuspage';

/**
 * Reads the page and its components: two requests, because Statuspage lets few through. Its keys have no smaller rights: one
 * that may read the page may write there.
 */
export const createStatuspageCheck = (options: StatuspageOptions | undefined): IntegrationCheck => ({
  what: WHAT,
  async examine({ policy, signal }) {
    if (options === undefined) return [noteFinding(WHAT, 'not configured, so status page updates go to the outbox')];
    const api = createApi({ ...options, pace: createPace() });
    const { name } = await api.page(signal);
    const page = ok(WHAT, `answers; the page is "${name}"`);
    const components = await examinedApart('Statuspage, components', signal, () =>
      componentsFound(api, options.components, policy, signal),
    );
    return [page, ...(policy.statusPage === null ? [unused] : []), ...components];
  },
});

const unused = noteFinding('Statuspage, policy', 'has no statusPage, so nothing is published');

async function componentsFound(
  api: StatuspageApi,
  components: Record<string, string>,
  { services }: Policy,
  signal: AbortSignal,
): Promise<Examined[]> {
  const pairs = Object.entries(components);
  if (pairs.length === 0)
    return [
      noteFinding(
        'Statuspage, components',
        'none configured, so updates don’t show a component (MUSTER_STATUSPAGE_COMPONENTS)',
      ),
    ];
  const known = new Map((await api.components(signal)).map((component) => [component.id, component]));
  return pairs.map(([service, id]) => {
    const what = `Statuspage, component of ${service}`;
    const component = known.get(id);
    if (component === undefined)
      return wrong(what, `the page has no component ${id}: correct MUSTER_STATUSPAGE_COMPONENTS`);
    if (component.group === true)
      return wrong(
        what,
        `${id} ("${component.name}") is a group and has no status of its own: choose a component in it`,
      );
    if (!services.some(({ name }) => name === service))
      return noteFinding(what, `"${component.name}" found, but the policy has no service ${service}`);
    return ok(what, `"${component.name}" found`);
  });
}
