import type { Expectation } from '../outcome';

const said = (problems: readonly string[]): string | undefined =>
  problems.length === 0 ? undefined : problems.join(', ');

/** What must hold besides when vendors take part. */
export const AT_VENDORS: readonly Expectation[] = [
  {
    what: 'each vendor was reached',
    problem: ({ vendors, sent }) =>
      said(
        vendors.flatMap(({ name }) => (sent.some(({ vendor }) => vendor === name) ? [] : [`nothing came to ${name}`])),
      ),
  },
  {
    what: 'what has a vendor went there, and not into the outbox',
    problem: ({ vendors, sent }) =>
      said(
        sent.flatMap(({ vendor, port, key }) =>
          vendor === undefined && vendors.some(({ ports }) => ports.some((one) => one === port)) ? [key] : [],
        ),
      ),
  },
  {
    what: 'the first acknowledgement came by a button',
    problem: ({ incident }) => {
      const by = incident.timeline.find(({ kind }) => kind === 'acknowledged')?.via;
      return by === 'slack' ? undefined : `it came by ${by ?? 'nothing'}`;
    },
  },
];
