import { createGithubChanges } from '../../../activities/adapters/github-changes';
import { createStatuspage } from '../../../activities/adapters/statuspage';
import { doubledKeys } from '../../../demo/messages';
import { github } from '../../../demo/vendors/github-changes';
import { statuspage } from '../../../demo/vendors/statuspage';
import type { PublicStatement } from '../../../activities/ports';
import { readGithubChangesSettings } from '../../../activities/adapters/github-changes/settings';
import { readGithubActionsSettings } from '../../../activities/adapters/github-actions/settings';
import { readStatuspageSettings } from '../../../activities/adapters/statuspage/settings';
import { statementOf } from '../../contracts/status-page.contract';
import { GOOD, INCIDENT } from '../outcome';
import { type OnStage, onStage } from './on-stage';

let stage: OnStage;
beforeEach(async () => void (stage = await onStage([statuspage, github])));
afterEach(() => stage.close());

describe('what the public reads', () => {
  const show = async (...statements: Partial<PublicStatement>[]): Promise<void> => {
    const settings = readStatuspageSettings(stage.receiving.settings);
    if (settings === undefined) throw new Error('the settings name no status page');
    const page = createStatuspage(settings);
    for (const statement of statements) await page.show(statementOf({ service: 'release-manager', ...statement }));
  };
  const LAST = { kind: 'resolved', number: 3, status: 'resolved', text: 'Solved.', component: 'operational' } as const;
  const judged = () => {
    const outcome = { ...GOOD, sent: stage.receiving.sent() };
    return (statuspage.expects ?? []).flatMap(({ problem }) => problem(outcome) ?? []);
  };

  it('is told in order, each statement as one of its own, and is over with the last', async () => {
    await show({}, { kind: 'update', number: 2, status: 'monitoring', text: 'It works.' });
    expect(stage.receiving.goingOn()).toEqual([
      'Statuspage: "Problems with Checkout" is monitoring',
      'Statuspage: release-manager-api is still shown as major_outage',
    ]);
    expect(judged()).toEqual(['it never said resolved']);
    await show(LAST);
    const sent = stage.receiving.sent();
    expect(sent).toMatchObject([
      { port: 'status-page', to: ['the public'], subject: 'Problems with Checkout: investigating', device: 'browser' },
      { subject: 'Problems with Checkout: monitoring', text: 'It works.' },
      { subject: 'Problems with Checkout: resolved', text: 'Solved.' },
    ]);
    expect(doubledKeys(sent)).toEqual([]);
    expect(doubledKeys([...sent, ...sent.slice(1, 2)])).toHaveLength(1);
    expect(stage.receiving.goingOn()).toEqual([]);
    expect(judged()).toEqual([]);
  });

  it('has nothing in it that the room alone knows', async () => {
    await show({}, { kind: 'update', number: 2, status: 'monitoring', text: 'v2024.01.15 leaks connections.' }, LAST);
    expect(judged()).toEqual(['v2024.01.15 leaks connections.']);
  });
});

describe('what changed between two versions', () => {
  it('names the commit that did it', async () => {
    const settings = readGithubChangesSettings(stage.receiving.settings);
    if (settings === undefined) throw new Error('the settings name no repository');
    const text = await createGithubChanges(settings).compare('v2024.01.14', 'v2024.01.15');
    const [found] = github.expects ?? [];
    const incident = { ...INCIDENT, findings: [{ step: 'a', title: 'a', state: 'done' as const, text }] };
    expect(found?.problem({ ...GOOD, incident })).toBeUndefined();
    expect(found?.problem(GOOD)).toBe('no finding names it');
  });

  it('starts no test suites', () => {
    expect(readGithubActionsSettings(stage.receiving.settings)).toBeUndefined();
  });
});
