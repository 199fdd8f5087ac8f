/** Which post-mortems of the incidents that ended lately still owe something? */
import { setTimeout as pause } from 'node:timers/promises';
import { isOverdue } from '../../domain/ledger/ledger';
import type { PostMortemView } from '../../domain/post-mortem/view';
import type { IncidentSummary } from '../incidents/runs';
import type { Looks } from './desk';

/** So many are asked, and all of them together for so long: a list must come at once, also without a worker. */
const MOST = 10;
const WITHIN_MS = 2_000;

/** The ones that answer in time, the newest first. `listed`: all incidents, where they are known. */
export async function owingOf(
  client: Pick<Looks, 'postMortem' | 'list'>,
  listed: readonly IncidentSummary[] | undefined,
): Promise<PostMortemView[]> {
  const enough = new AbortController();
  const late = pause(WITHIN_MS, undefined, { signal: enough.signal }).catch(() => undefined);
  const inTime = <Result>(asked: Promise<Result>): Promise<Result | undefined> =>
    Promise.race([asked.catch(() => undefined), late]);
  const all = listed ?? (await inTime(client.list({ all: true }))) ?? [];
  const ended = all
    .filter(({ status }) => status === 'resolved')
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt))
    .slice(0, MOST);
  const views = await Promise.all(ended.map(({ id }) => inTime(client.postMortem(id))));
  enough.abort();
  return views.filter((view) => view !== undefined).filter((view) => debtsOf(view).length > 0);
}

/** What is open, or missed and still not done. */
export const debtsOf = ({ obligations }: PostMortemView): PostMortemView['obligations'] =>
  obligations.filter((owed) => owed.state === 'open' || isOverdue(owed));
