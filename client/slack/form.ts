/** What does each form on Slack define: its fields, when it may be opened, and what it asks for? */
import type { KnownBlock } from '@slack/types';
import type { Actor } from '../../domain/state/acts';
import type { IncidentView } from '../../domain/view';
import type { ActionRequest } from '../actions/request';
import type { Answers, Errand } from './fields';

/** Who wants a form opened. */
export type Clicker = Pick<Actor, 'by' | 'byName' | 'access'>;

export interface Form {
  title: string;
  submit: string;
  /** Whether the incident has to be read before the form can be made. */
  looks: boolean;
  /** Why it is not opened, in one sentence. */
  unless?: (incident: IncidentView, clicker: Clicker) => string | undefined;
  blocks: (incident: IncidentView | undefined, typed: string) => KnownBlock[];
  /** What is to be remembered of the incident as it was when the form was opened. */
  shown?: (incident: IncidentView) => Errand['shown'];
  asks: (answers: Answers, errand: Errand) => ActionRequest;
}
