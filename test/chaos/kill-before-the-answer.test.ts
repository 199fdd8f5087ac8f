/**
 * The worker is killed right after a vendor has taken something and before the answer arrives, at every way out of Muster.
 * The webhook for rollbacks is among the steps of `kill-at-each-step.test.ts`.
 */
import { randomUUID } from 'node:crypto';
import { alertGroup } from '../support/alerts';
import { VendorSystem } from '../support/vendor-system';

const PAGES = ['vp-engineering', 'engineering-manager', 'devops-lead', 'all-on-call.otto', 'all-on-call.olga'].map(
  (whom) => `page:P1:0m:${whom}:1`,
);

const OPENING = [...PAGES, 'initial:chat', 'initial:mail', 'bridge', 'ticket'];

const failedIn = ({ effects }: Awaited<ReturnType<VendorSystem['state']>>): string[] =>
  Object.keys(effects).filter((key) => effects[key]?.status === 'failed');

test('everything is seen once at its vendor, and nothing is lost', async () => {
  const run = await VendorSystem.start('jira');
  try {
    // What a call says names an incident by its title only.
    const [one, other] = [alertGroup('P1'), alertGroup('P1', randomUUID(), 'Release Manager API is slow')];
    await run.killOnce(['Slack, a page', 'PagerDuty', 'a text message', 'a call', 'mail, a page'], () =>
      run.fires(one),
    );
    // The first one's pages are not told to be delivered yet: now the same people are paged for two incidents.
    await run.killOnce(['Slack, a post', 'mail to stakeholders', 'Zoom', 'Jira'], () => run.fires(other));
    await Promise.all([one, other].map((group) => run.delivered(group, ...OPENING)));

    await run.killOnce(['Statuspage, a report', 'Slack, an edit'], () =>
      Promise.all([
        run.does(one, { do: 'publish' }),
        run.does(other, { do: 'update', text: 'We are looking into it.' }),
      ]),
    );
    await Promise.all([run.delivered(one, 'status-page:1:opened'), run.delivered(other, 'update:1:chat')]);

    await run.killOnce(['Statuspage, an update', 'GitHub Actions'], () =>
      Promise.all([
        run.does(one, { do: 'status', status: 'monitoring' }),
        run.does(other, { do: 'resolve', resolution: 'It is as it was.', override: 'A test.' }),
      ]),
    );
    await Promise.all([run.delivered(one, 'status-page:1:update:2'), run.ticked(other, 'regression-tests')]);

    expect(run.faults()).toEqual([]);
    expect(await Promise.all([one, other].map(async (group) => failedIn(await run.state(group))))).toEqual([[], []]);
  } finally {
    await run.stop();
  }
});

test('so is an issue of GitHub, where tickets go there', async () => {
  const run = await VendorSystem.start('github');
  try {
    const group = alertGroup('P1');
    await run.killOnce(['GitHub, an issue'], () => run.fires(group));
    await run.delivered(group, ...OPENING);
    expect(run.faults()).toEqual([]);
  } finally {
    await run.stop();
  }
});
