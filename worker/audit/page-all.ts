/** How are people called about incidents that no workflow speaks for, so that one person's phone rings once? */
import type { Pager, Recipient } from '../../activities/ports';
import type { KnownTrouble, Ring } from '../../domain/audit/rings';
import { auditPage } from '../../domain/audit/words';
import { effectKey } from '../../domain/state/keys';
import { messageOf } from '../../domain/text/message-of';
import type { JsonLog } from '../../launcher/json-log';

const PAGE_WITHIN_MS = 8_000;

/** A round of pages with the people it is for. */
export interface Addressed extends Ring {
  to: Recipient[];
}

interface Ways {
  pager: Pick<Pager, 'page'>;
  log: Pick<JsonLog, 'warn' | 'error'>;
}

/**
 * One page a person, about the most severe incident and naming the others, under that incident's key: a second auditor that
 * looks at the same moment rings nobody again. Answers with the troubles about which somebody was reached.
 */
export async function pageAll({ pager, log }: Ways, rings: readonly Addressed[]): Promise<Set<KnownTrouble>> {
  const ordered = [...rings].sort(
    (a, b) => a.rank - b.rank || a.trouble.incidentId.localeCompare(b.trouble.incidentId),
  );
  const people = new Map<string, { to: Recipient; rings: Ring[] }>();
  for (const { to, ...ring } of ordered)
    for (const person of to) {
      const known = people.get(person.id) ?? { to: person, rings: [] };
      known.rings.push(ring);
      people.set(person.id, known);
    }
  const reached = new Set<KnownTrouble>();
  await Promise.all(
    [...people.values()].map(async ({ to, rings: [first, ...others] }) => {
      if (first === undefined) return;
      const { kind, trouble, round } = first;
      const { incidentId } = trouble;
      const key = effectKey('audit', { incident: incidentId, kind: trouble.kind, n: round, to: to.id });
      const words = auditPage(
        trouble,
        others.map((other) => other.trouble),
      );
      try {
        await pager.page({ incidentId, key, kind, ...words, to, roles: [] }, AbortSignal.timeout(PAGE_WITHIN_MS));
        for (const ring of [first, ...others]) reached.add(ring.trouble);
      } catch (error) {
        log.warn("Can't call somebody about an incident that stands still", { key, problem: messageOf(error) });
      }
    }),
  );
  return reached;
}
