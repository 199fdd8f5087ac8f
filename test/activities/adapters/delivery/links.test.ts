/** Whether the call, the policy's addresses and the alert's marked ones are links by every way, and nothing else is. */
import { htmlBody } from '../../../../activities/adapters/mail/content';
import { atLinks } from '../../../../activities/adapters/shared/at-links';
import { withoutLinks } from '../../../../activities/adapters/shared/without-links';
import { render } from '../../../../activities/adapters/slack/blocks';
import { smsOf } from '../../../../activities/adapters/twilio/words';
import { aPage, INCIDENT } from './setup';

const CALL = 'https://zoom.example/j/1?pwd=a&b';
const RUNBOOK = 'https://runbooks.example/crash';
const EVIL = 'https://evil.example/x';
const links = [CALL, RUNBOOK];
const TEXT = `Disk <!channel> full ${EVIL}\nRunbook (from the alert): ${RUNBOOK}\nBridge: ${CALL}  Channel: #incidents`;
const message = { incidentId: INCIDENT, subject: 'P1', text: TEXT, links };

test('Slack shows them as links, in lines of their own markup; what else a line says stays words', () => {
  const said = render(message, []).blocks.flatMap((block) => (block.type === 'section' ? [block.text] : []));
  expect(said).toMatchObject([
    { type: 'plain_text', text: `Disk &lt;!channel&gt; full ${EVIL}` },
    { type: 'mrkdwn', verbatim: true, text: `Runbook (from the alert): <${RUNBOOK}>` },
    { type: 'mrkdwn', verbatim: true, text: 'Bridge: <https://zoom.example/j/1?pwd=a&amp;b> Channel: #incidents' },
  ]);
});

test('a mail links to them', () => {
  const html = htmlBody({ ...message, kind: 'page' });
  expect([...html.matchAll(/href="([^"]*)"/g)].map(([, address]) => address)).toEqual([
    RUNBOOK,
    CALL.replace('&', '&amp;'),
  ]);
});

test('where vendors make links themselves, they stay whole', () => {
  expect(withoutLinks(TEXT, { links })).toBe(TEXT.replace(EVIL, 'https: //evil.example/x'));
  expect(smsOf(aPage({ text: `P1\nBridge: ${CALL}`, links }), { hears: false })).toContain(`Bridge: ${CALL}\n`);
});

test.each([
  ['longer', `${RUNBOOK}-other`, []],
  ['on a host that begins like ours', 'https://muster.example.evil.example/', []],
  ['ours, at the end of a sentence', 'See https://muster.example/incidents/a.', ['https://muster.example/incidents/a']],
  ['ours, with markup behind it', 'https://muster.example/a|words', ['https://muster.example/a']],
  ['at the end of a sentence', `See ${RUNBOOK}.`, [RUNBOOK]],
  ['in brackets', `(${RUNBOOK})`, [RUNBOOK]],
])('an address that is %s', (_what, text, found) => {
  const parts = atLinks(text, { links, room: 'https://muster.example/incidents/a' });
  expect(parts.filter((_part, n) => n % 2 === 1)).toEqual(found);
  expect(parts.join('')).toBe(text);
});
