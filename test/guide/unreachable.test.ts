import type { Effect } from '../../domain/state/effects';
import type { EffectOutcome } from '../../domain/state/events';
import type { TimelineEntry } from '../../domain/state/incident';
import { HOUR, MINUTE } from '../support/times';
import { guideWith, incidentOf } from '../support/virtual-clock';
import { VirtualPostMortem } from '../support/virtual-post-mortem';

const NO_SUCH_USER = 'press@company.com: 550 5.1.1 no such user';

const SENTENCE = `A message didn't reach everyone: ${NO_SUCH_USER}`;

const told = ({ timeline }: { timeline: TimelineEntry[] }): string[] =>
  timeline.flatMap(({ kind, text }) => (kind === 'not-delivered' ? [text] : []));

/** Each mail of the incident reaches all but these. */
const mailing =
  (reasonsOf: (key: string) => string[]) =>
  (effect: Effect): EffectOutcome | undefined =>
    effect.do === 'post' && effect.port === 'mail'
      ? { of: 'delivered', reference: 'r', notReached: reasonsOf(effect.key) }
      : undefined;

describe('a person who did not get a mail', () => {
  test('is on the timeline of the incident with the reason, once, however many mails follow', () => {
    const { incident } = incidentOf('P1', { answer: mailing(() => [NO_SUCH_USER]) }).until(20 * MINUTE);
    expect(told(incident)).toEqual([SENTENCE]);
    expect(incident.timeline.find(({ text }) => text === SENTENCE)?.key).toBe('initial:mail');
    expect(incident.effects['initial:mail']?.status).toBe('done');
  });

  test('again for somebody else, or for another reason', () => {
    const answer = mailing((key) => [key.startsWith('initial') ? NO_SUCH_USER : 'Nadia has no contact point "email"']);
    const { incident } = incidentOf('P1', { answer }).until(20 * MINUTE);
    expect(told(incident)).toEqual([SENTENCE, expect.stringContaining('Nadia has no contact point')]);
  });

  test('in a line of plain text, whatever a mail server says', () => {
    const answer = mailing(() => [`a@b.c: 550 go\n# away @channel <https://evil.example>${'x'.repeat(2_000)}`]);
    const [text = ''] = told(incidentOf('P1', { answer }).until(MINUTE).incident);
    expect(text).toContain('a@b.c: 550 go');
    expect(text).not.toMatch(/\n|@channel|<https/);
    expect(text.length).toBeLessThanOrEqual(520);
  });

  test('is on the timeline of the post-mortem: of invitations, cancellations and reminders', () => {
    const postMortem = new VirtualPostMortem({
      answer: ({ key, do: what }) => {
        const notReached = [`${key} has no mail`];
        if (what === 'invite') return { of: 'invited', people: [{ name: 'Ana', address: 'a@b.c' }], notReached };
        if (what === 'withdraw') return { of: 'withdrawn', people: [], notReached };
        return what === 'remind' ? { of: 'delivered', reference: key, notReached } : undefined;
      },
    });
    postMortem.until(21 * HOUR).does('otto', { do: 'hold' });
    expect(told(postMortem.state)).toEqual(
      ['invite:0', 'list:extended', 'reminder:0:1h', 'cancel:1'].map(
        (key) => `A message didn't reach everyone: ${key} has no mail`,
      ),
    );
  });

  test("is not mentioned if the policy doesn't ask for it", () => {
    const policy = guideWith(({ delivery }) => {
      delivery.tellNotReached = false;
    });
    const { incident } = incidentOf('P1', { policy, answer: mailing(() => [NO_SUCH_USER]) }).until(20 * MINUTE);
    expect(told(incident)).toEqual([]);
  });
});
