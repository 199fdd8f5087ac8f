/** Which parts of the post-mortem's document does Muster keep up to date, and what do they say? */
import type { Policy } from '../../policy/schema';
import { effectKey, readKey, seriesName } from '../state/keys';
import type { Instant } from '../state/vocabulary';
import { fill, titleOf } from '../text/format';
import { inertLine } from '../text/inert';
import type { Entry } from './effects';
import type { PostMortem } from './state';

/** A part of the template, and of the document that was written from it; people write around it. */
const PART = /<!-- muster: ([a-z-]+) -->\n([\s\S]*?)<!-- muster: end -->/g;

/** Text as one cell of a table. */
export const cell = (text: string): string => inertLine(text, 300).replace(/\|/g, '\\|');

const dayOf = (at: Instant): string => new Date(at).toISOString().slice(0, 10);

type Kept = Pick<PostMortem, 'actionItems' | 'signatures'>;

/** The action items with their state, and who has signed when. */
export function documentValues(policy: Policy, { actionItems, signatures }: Kept): Record<string, string> {
  const items = actionItems.map(({ id, text, ownerName, dueAt, priority, doneAt }) =>
    [`${id}: ${text}`, ownerName, dayOf(dueAt), priority, doneAt === undefined ? 'open' : `done ${dayOf(doneAt)}`]
      .map(cell)
      .join(' | '),
  );
  const approval = policy.postMortem.signers.map((role) => {
    const signed = signatures.find((signature) => signature.role === role);
    const [who, when] =
      signed === undefined ? ['________________', '__________'] : [inertLine(signed.byName), dayOf(signed.at)];
    return `${titleOf(policy, role)}: ${who}  Date: ${when}`;
  });
  return {
    actionItems:
      items.map((item) => `| ${item} |`).join('\n') || '| [item] | [owner] | [date] | [priority] | [state] |',
    approval: approval.join('\n'),
  };
}

/** The document with its kept parts as they are now. What people wrote stays, and so does a document without such parts. */
export function refreshedDocument(document: string, template: string, values: Record<string, string>): string {
  const parts = new Map([...template.matchAll(PART)].map(([whole, name]) => [name, fill(whole, values)]));
  return document.replace(PART, (whole, name: string) => parts.get(name) ?? whole);
}

/** Counts what has changed since the draft; nothing of it is ever taken back. */
const changesOf = ({ actionItems, signatures }: Kept): number =>
  actionItems.length + actionItems.filter(({ doneAt }) => doneAt !== undefined).length + signatures.length;

/** The document follows, one version after the other. */
export function planDocument(postMortem: PostMortem): Entry[] {
  const { draft, resolvedAt, effects } = postMortem;
  const n = changesOf(postMortem);
  const isBeingWritten = Object.entries(effects).some(
    ([key, { status }]) => status === 'running' && readKey(key).of === 'document',
  );
  if (draft === undefined || n === 0 || isBeingWritten) return [];
  const key = effectKey('document', { n });
  return [{ at: resolvedAt, effect: { do: 'keep-document', key, series: seriesName('document'), n } }];
}

/** Whether the document does not say yet what has changed. */
export const owesDocument = (postMortem: PostMortem): boolean =>
  planDocument(postMortem).some(({ effect }) => postMortem.effects[effect.key]?.status !== 'done');
