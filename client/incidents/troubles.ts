/** How do people who look at an incident learn that it stands still? */
import type { KnownTrouble } from '../../domain/audit/rings';
import { remedyOf, troubleText } from '../../domain/audit/words';
import { Unanswered } from '../errors';
import { parseReference } from './address';
import type { IncidentClient } from './api';

const textOf = (trouble: KnownTrouble): string => `${troubleText(trouble)} ${remedyOf(trouble)}`;

const isMeant = (incidentId: string, ref: string): boolean => {
  const reference = parseReference(ref);
  if (reference === undefined) return false;
  if (reference.kind === 'last-part') return incidentId.endsWith(reference.end);
  return reference.kind === 'id' ? reference.id === incidentId : incidentId.startsWith(`${reference.address}-`);
};

/**
 * The same client, which says of an incident what the auditor has found: where it is shown or listed, and where a question or
 * an act gets no answer.
 */
export function withTroubles(incidents: IncidentClient, troubles: () => KnownTrouble[]): IncidentClient {
  const find = (ref: string): KnownTrouble | undefined =>
    troubles().find(({ incidentId, of }) => of === 'incident' && isMeant(incidentId, ref));
  /** The reason why nobody answers is known better than by the lack of an answer. */
  const explained = async <Answer>(ref: string, asked: Promise<Answer>): Promise<Answer> => {
    try {
      return await asked;
    } catch (error) {
      const trouble = error instanceof Unanswered ? find(ref) : undefined;
      throw trouble === undefined ? error : new Unanswered(textOf(trouble), { cause: error });
    }
  };
  return {
    ...incidents,
    act: (ref, by, deed) => explained(ref, incidents.act(ref, by, deed)),
    show: async (ref) => {
      const view = await explained(ref, incidents.show(ref));
      const trouble = find(view.id);
      return trouble === undefined ? view : { ...view, trouble: textOf(trouble) };
    },
    list: async (which) => {
      const known = new Map(troubles().map((trouble) => [trouble.incidentId, troubleText(trouble)]));
      const listed = await incidents.list(which);
      return listed.map((summary) => {
        const trouble = known.get(summary.id);
        return trouble === undefined ? summary : { ...summary, trouble };
      });
    },
  };
}
