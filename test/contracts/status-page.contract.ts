import type { PublicStatement, StatusPage } from '../../activities/ports';

/** A status page, and what it shows of each report: its name, and the statements that were published. */
export interface StatusPageUnderTest {
  page: StatusPage;
  shows: () => Promise<{ status: string; texts: string[] }[]>;
}

export const statementOf = (more: Partial<PublicStatement> = {}): PublicStatement => ({
  incidentId: 'i-1',
  key: `status-page:1:${more.number ?? 1}`,
  kind: 'initial',
  report: 'i-1/1',
  number: 1,
  title: 'Problems with Checkout',
  text: 'Checkout is not available.',
  status: 'investigating',
  impact: 'critical',
  service: 'checkout',
  component: 'major-outage',
  ...more,
});

const UPDATE = { kind: 'update', number: 2, status: 'identified', text: 'We are working on the solution.' } as const;
const LAST = { kind: 'resolved', number: 3, status: 'resolved', text: 'Solved.', component: 'operational' } as const;

/** What every status page promises that can be read back. */
export function describeStatusPage(name: string, open: () => Promise<StatusPageUnderTest>): void {
  describe(`${name}: one report, its statements in order`, () => {
    test('opens, follows and closes one report', async () => {
      const { page, shows } = await open();
      for (const more of [{}, UPDATE, LAST]) await page.show(statementOf(more));
      const texts = ['Checkout is not available.', UPDATE.text, LAST.text];
      expect(await shows()).toEqual([{ status: 'resolved', texts }]);
    });

    test('a report that failed to open is opened by the statement after it', async () => {
      const { page, shows } = await open();
      await page.show(statementOf(UPDATE));
      expect(await shows()).toEqual([{ status: 'identified', texts: [UPDATE.text] }]);
    });

    test('an older statement that comes late changes nothing', async () => {
      const { page, shows } = await open();
      await page.show(statementOf());
      await page.show(statementOf(LAST));
      await page.show(statementOf(UPDATE));
      expect(await shows()).toEqual([{ status: 'resolved', texts: ['Checkout is not available.', LAST.text] }]);
    });

    test('a last word about nothing opens nothing', async () => {
      const { page, shows } = await open();
      await page.show(statementOf(LAST));
      expect(await shows()).toEqual([]);
    });

    test('a report that is told anew is another one', async () => {
      const { page, shows } = await open();
      await page.show(statementOf());
      await page.show(statementOf({ kind: 'withdrawal', number: 2, status: 'resolved', text: 'Withdrawn.' }));
      await page.show(statementOf({ report: 'i-1/2', key: 'status-page:2:opened' }));
      expect(await shows()).toHaveLength(2);
    });
  });
}
