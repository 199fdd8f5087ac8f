/** How does what someone asks for by a button, a key or a reply go through the table of actions? */
import type { DirectoryData } from '../../directory/schema';
import type { PinnedPolicy } from '../../workflows/contract';
import { calendarOf, type Carrying, carryOut } from './carry-out';
import { type ActionName, ACTIONS } from './incident-actions';
import type { By } from '../incidents/api';

/** What a person asks for, in the words of the table of actions: as a request over HTTP would say it. */
export interface ActionRequest {
  action: ActionName;
  body?: object;
  /** What the path names: the item of the checklist. */
  param?: string | undefined;
}

export interface AskingOptions {
  incidents: Carrying;
  directory: { current(): DirectoryData };
  policies: () => readonly PinnedPolicy[];
  now: () => number;
}

/** Does what a person asks for, by the same table as every other way in; returns the sentence for them. */
export const createAsking =
  ({ incidents, directory, policies, now }: AskingOptions) =>
  async (ref: string, by: By, { action, body = {}, param = '' }: ActionRequest): Promise<string> => {
    const ask = await ACTIONS[action].read(said(body), {
      directory: directory.current(),
      now: now(),
      param,
      calendar: () => calendarOf(policies(), incidents, ref),
    });
    return (await carryOut(incidents, ref, by, ask)).text;
  };

/** Without the fields that were left empty. */
const said = (body: object): object =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
