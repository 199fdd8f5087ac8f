/** What does a page about one incident have to know? The same as the API answers, and nothing else. */
import type { PostMortemView } from '../../domain/post-mortem/view';
import type { IncidentView } from '../../domain/view';
import { NotFound, Unanswered } from '../errors';
import { policyOfAddress } from '../incidents/policies';
import type { FormContext } from './forms/choices';
import type { ConsoleOptions } from './options';

type World = Pick<ConsoleOptions, 'incidents' | 'policies' | 'directory'>;

export interface IncidentModel extends FormContext {
  view: IncidentView;
}

/** The incident, or the reason why there is none. */
export async function incidentModel(world: World, ref: string): Promise<IncidentModel> {
  const view = await world.incidents.show(ref);
  const { policy } = policyOfAddress(world.policies(), view.address);
  return {
    ...{ incidentId: view.id, view, policy, directory: world.directory.current(), others: [] },
    postMortem: await postMortemOf(world, view.id, view.status === 'resolved'),
  };
}

/** The same for what is done after the incident, which Temporal may have forgotten by then. */
export async function formContext(world: World, ref: string, wantsOthers: boolean): Promise<FormContext> {
  const view = await world.incidents.show(ref).catch((error: unknown) => {
    if (error instanceof NotFound || error instanceof Unanswered) return error;
    throw error;
  });
  const known = view instanceof Error ? undefined : view;
  const isAfter = known === undefined || known.status === 'resolved';
  const postMortem = await postMortemOf(world, known?.id ?? ref, isAfter);
  const incidentId = known?.id ?? postMortem?.incidentId;
  if (incidentId === undefined) throw view instanceof Error ? view : new NotFound('Not found.');
  const listed = wantsOthers ? await world.incidents.list({ all: false }) : [];
  return {
    ...{ incidentId, view: known, postMortem, directory: world.directory.current() },
    policy: policyOfAddress(world.policies(), incidentId).policy,
    others: listed.filter(({ id }) => id !== incidentId),
  };
}

async function postMortemOf(world: World, ref: string, isAfter: boolean): Promise<PostMortemView | undefined> {
  if (!isAfter) return undefined;
  return world.incidents.postMortem(ref).catch((error: unknown) => {
    if (error instanceof NotFound || error instanceof Unanswered) return undefined;
    throw error;
  });
}
