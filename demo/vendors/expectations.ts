/** What must be true of the vendors together when the demo is over? */
import { firstPageKey, lonelyPageKey } from '../calls';
import type { SentMessage } from '../messages';
import type { Expectation, PlayOutcome } from '../outcome';

const said = (problems: readonly string[]): string | undefined =>
  problems.length === 0 ? undefined : problems.join(', ');

/** The first page to the person who holds a role. */
export const firstPageOf = (role: string, sent: readonly SentMessage[]): SentMessage | undefined =>
  sent.find(({ key }) => key === firstPageKey(role));

/** The second page to the only person who is still missing. */
export const lonelyPageOf = (role: string, sent: readonly SentMessage[]): SentMessage | undefined =>
  sent.find(({ key }) => key === lonelyPageKey(role));

/** What else must hold if vendors take part: for all of them together, then for each one. */
export const atVendors = ({ vendors }: Pick<PlayOutcome, 'vendors'>): readonly Expectation[] =>
  vendors.length === 0 ? [] : [...OF_ALL, ...vendors.flatMap(({ expects = [] }) => expects)];

const OF_ALL: readonly Expectation[] = [
  {
    what: 'each integration received something',
    problem: ({ vendors, sent }) =>
      said(
        vendors
          .filter(({ ports, name }) => ports.length > 0 && !sent.some(({ vendor }) => vendor === name))
          .map(({ name }) => `${name} received nothing`),
      ),
  },
  {
    what: 'messages that an integration can take went to it, not to the outbox',
    problem: ({ vendors, sent }) =>
      said(
        sent.flatMap(({ vendor, port, key }) =>
          vendor === undefined && vendors.some(({ ports }) => ports.some((one) => one === port)) ? [key] : [],
        ),
      ),
  },
  {
    what: 'integrations no longer show the incident as open',
    problem: ({ goingOn }) => said(goingOn),
  },
  {
    what: 'the first acknowledgement came by a button',
    problem: ({ incident }) => {
      const by = incident.timeline.find(({ kind }) => kind === 'acknowledged')?.via;
      return by === 'slack' ? undefined : `it came by ${by ?? 'nothing'}`;
    },
  },
];
