/** How does the public status page come to show an incident's newest statement, once and in order? */
import { ProviderRejected } from '../../errors';
import type { PublicStatement, StatusPage } from '../../ports';
import { createQueueByName } from '../shared/in-turn';
import {
  createApi,
  STATUSPAGE,
  type StatuspageApiOptions,
  type Report,
  type ReportChange,
  type StatuspageApi,
} from './api';
import { createPace } from './pace';

export interface StatuspageOptions extends Omit<StatuspageApiOptions, 'pace'> {
  /** The page's component (its id) for a service (its name in the policy). */
  components: Record<string, string>;
  pace?: StatuspageApiOptions['pace'];
}

const COMPONENT_STATUS = {
  operational: 'operational',
  degraded: 'degraded_performance',
  'partial-outage': 'partial_outage',
  'major-outage': 'major_outage',
} as const satisfies Record<NonNullable<PublicStatement['component']>, string>;

const LONGEST_NAME = 200;

/**
 * The public status page at Atlassian Statuspage. Each report carries Muster's mark in its metadata: its name and the
 * number of the newest statement, written together with the statement itself. So a report is looked up before one is
 * opened, the same statement is said once, and an older one never after a newer one.
 */
export function createStatuspage({ components, pace = createPace(), ...options }: StatuspageOptions): StatusPage {
  const api = createApi({ ...options, pace });
  // One statement of a report at a time: two that both find no report would open two.
  const inTurn = createQueueByName();

  return {
    show: (statement, signal) => inTurn(statement.report, () => show(statement, signal)),
  };

  async function show(statement: PublicStatement, signal?: AbortSignal) {
    signal?.throwIfAborted();
    const found = await find(api, statement, signal);
    if (found === undefined) return isLast(statement) ? { reference: 'none' } : open(statement, signal);
    const said = found.metadata?.muster?.statement ?? 0;
    if (said >= statement.number) return receipt(found);
    return receipt(await api.change(found.id, await changeOf(statement, found, signal), signal));
  }

  async function open(statement: PublicStatement, signal?: AbortSignal) {
    return receipt(
      await api.create({ ...(await changeOf(statement, undefined, signal)), name: nameOf(statement) }, signal),
    );
  }

  async function changeOf(
    statement: PublicStatement,
    report: Report | undefined,
    signal: AbortSignal | undefined,
  ): Promise<ReportChange> {
    const { status, impact, text, number } = statement;
    const shown = await componentOf(statement, report, signal);
    return {
      status,
      body: plain(text),
      impact_override: impact,
      ...(shown !== undefined && { component_ids: [shown.id], components: { [shown.id]: shown.status } }),
      deliver_notifications: true,
      metadata: { muster: { report: statement.report, statement: number } },
    };
  }

  /** The component as it is to be shown; absent where the service has none or it is left as it is. */
  async function componentOf(
    { service, component }: PublicStatement,
    report: Report | undefined,
    signal: AbortSignal | undefined,
  ): Promise<{ id: string; status: string } | undefined> {
    const id = Object.hasOwn(components, service) ? components[service] : undefined;
    if (id === undefined || component === undefined) return undefined;
    const now = await api.componentStatus(id, signal);
    // Planned work is announced by a person; a report neither begins nor ends it.
    if (now === 'under_maintenance') return undefined;
    if (component === 'operational' && (await isNamedElsewhere(api, id, report, signal))) return undefined;
    return { id, status: COMPONENT_STATUS[component] };
  }
}

/** The report of this statement: by the page's own id where it is known, else by the mark. */
async function find(
  api: StatuspageApi,
  { report, reference, ...statement }: PublicStatement,
  signal?: AbortSignal,
): Promise<Report | undefined> {
  const isIt = (candidate: Report): boolean => candidate.metadata?.muster?.report === report;
  if (reference !== undefined && reference !== 'none') {
    const known = await api.read(reference, signal);
    if ('deleted' in known) {
      if (isLast(statement)) return undefined;
      const reason = `someone deleted the report on the status page; Muster won't publish it again (${known.deleted})`;
      throw new ProviderRejected(STATUSPAGE, reason);
    }
    if (isIt(known)) return known;
  }
  // One that a person has closed is not among the unresolved ones any more.
  return (await api.unresolved(signal)).find(isIt) ?? (await api.latest(signal)).find(isIt);
}

/** Whether another open report shows the same component as affected: then it is not well yet. */
async function isNamedElsewhere(
  api: StatuspageApi,
  component: string,
  own: Report | undefined,
  signal?: AbortSignal,
): Promise<boolean> {
  const others = (await api.unresolved(signal)).filter(({ id }) => id !== own?.id);
  return others.some(({ components }) => components?.some(({ id }) => id === component) === true);
}

const isLast = ({ kind }: Pick<PublicStatement, 'kind'>): boolean => kind === 'resolved' || kind === 'withdrawal';

const nameOf = ({ title }: PublicStatement): string => plain(title).slice(0, LONGEST_NAME);

/** The page takes some HTML; what Muster says is text. */
const plain = (text: string): string => text.replace(/</g, '‹').replace(/>/g, '›');

const receipt = ({ id, shortlink }: Report) => ({
  reference: id,
  ...(typeof shortlink === 'string' && { url: shortlink }),
});
