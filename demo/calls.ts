/** Which messages in the demo page somebody, judging by their keys? */
import { contactId, effectKey, type Key, readKey } from '../domain/state/keys';
import { CTO, DEVOPS } from './roles';

/** Whether a key is the one that is meant. */
export type IsMeant = (key: Key) => boolean;

const column = (minute: number): string => contactId('column', { severity: 'P1', time: `${minute}m` });

/** Exactly this key. */
export const isOnly =
  (wanted: string): IsMeant =>
  (key) =>
    JSON.stringify(key) === JSON.stringify(readKey(wanted));

/** The first page to the person who holds a role from the start. */
export const firstPageKey = (role: string): string => effectKey('page', { contact: column(0), role, n: 1 });

/** The second page to the only person who is still missing. */
export const lonelyPageKey = (role: string): string => effectKey('join-page', { severity: 'P1', role, n: 2 });

/** The n-th page to those who are called at once. */
export const isPageAtOnce =
  (n: number): IsMeant =>
  (key) =>
    key.of === 'page' && key.contact === column(0) && key.n === n;

export const isPageToCto = isOnly(effectKey('page', { contact: column(30), role: CTO, n: 1 }));

export const isLonelyPage = isOnly(lonelyPageKey(DEVOPS));

/** The pages by which somebody is called at first: five people at once, the CTO later. */
export const isFirstCall: IsMeant = (key) => isPageAtOnce(1)(key) || isPageToCto(key);

export const isBrief: IsMeant = (key) => (key.of === 'brief' || key.of === 'brief-to-approvers') && key.decision === 1;
