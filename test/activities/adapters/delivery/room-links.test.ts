/** Whether messages lead to the room, by every way that makes links or hides them, and to nothing else. */
import { leadToRoom } from '../../../../activities/adapters/delivery/room-links';
import { htmlBody, textBody } from '../../../../activities/adapters/mail/content';
import { withoutLinks } from '../../../../activities/adapters/shared/without-links';
import { render } from '../../../../activities/adapters/slack/blocks';
import type { PageToSend, Ports } from '../../../../activities/ports';
import { composeTogether } from '../../../../domain/messages/together';
import { withRoomLinks } from '../../../../domain/messages/room-links';
import { aPage, INCIDENT } from './setup';

const URL = 'https://muster.example.com';
const ROOM = `${URL}/incidents/${INCIDENT}`;
const led = (text: string): string => withRoomLinks(text, URL, INCIDENT);

test('a command is the place in the room where one does the same', () => {
  expect(led(`Post your own: muster update ${INCIDENT} "..."`)).toBe(`Post your own: ${ROOM}#update`);
  expect(led(`To sign: muster post-mortem ${INCIDENT} sign`)).toBe(`To sign: ${ROOM}/post-mortem`);
  expect(led(`Check it with \`muster show ${INCIDENT}\`.`)).toBe(`Check it with ${ROOM}.`);
  expect(led('Declare another one: muster declare "..."')).toBe(`Declare another one: ${URL}/declare`);
  expect(led('and 3 more: `muster list`')).toBe(`and 3 more: ${URL}/`);
});

test('an address stands in a text once', () => {
  const text = `Then:\nmuster tick ${INCIDENT} a --evidence "x"\nmuster tick ${INCIDENT} b --evidence "x"\nThanks`;
  expect(led(text)).toBe(`Then:\n${ROOM}#checklist\nThanks`);
});

test('the words of people, and commands for whoever runs Muster, stay', () => {
  const text = 'We muster up courage.\nmuster show checkout-aaaa2222-bbbb\nmuster doctor\nmuster policy check';
  expect(led(text)).toBe(text);
});

test('a page that has no link of its own is answered in the room', async () => {
  const sent: PageToSend[] = [];
  const ports = { pager: { page: (page: PageToSend) => Promise.resolve({ reference: String(sent.push(page)) }) } };
  const { pager } = leadToRoom(ports as unknown as Ports, URL);
  const command = `muster ack ${INCIDENT} --as ingrid`;
  await pager.page(aPage({ text: `Acknowledge: ${command}`, answer: { says: 'Acknowledge', command } }));
  expect(sent[0]).toMatchObject({
    text: `Acknowledge: ${ROOM}`,
    answer: { says: 'Acknowledge', command: ROOM },
    room: ROOM,
  });
});

test('of several pages each has its link, and none a command', () => {
  const page = {
    incidentId: INCIDENT,
    subject: 'P1',
    text: 'P1',
    answer: { command: 'muster ack', url: `${URL}/a/t` },
  };
  const { text, openText } = composeTogether(
    [page, { ...page, room: ROOM }].map((one) => ({ ...one, room: ROOM })),
    'x',
  );
  expect(text).toContain(`${URL}/a/t`);
  expect(openText).toContain(ROOM);
  expect(text + openText).not.toContain('muster ack');
});

describe('a mail', () => {
  const mail = { incidentId: INCIDENT, subject: 'P1', text: `Nudge\nPost your own: ${ROOM}#update`, room: ROOM };

  test('links to the room, and to nothing that an alert brings', () => {
    const text = `${mail.text}\nSee https://evil.example/x and https://muster.example.com.evil.example/y`;
    const html = htmlBody({ ...mail, text, kind: 'nudge' });
    expect([...html.matchAll(/href="([^"]*)"/g)].map(([, address]) => address)).toEqual([`${ROOM}#update`, ROOM]);
    expect(textBody({ ...mail, kind: 'reminder' })).toContain(`Details: ${ROOM}/post-mortem`);
  });

  test('tells stakeholders no command, also where there is no room to open', () => {
    for (const kind of ['initial', 'update', 'resolved'] as const)
      expect(textBody({ ...mail, text: 'It is down', room: undefined, kind })).not.toContain('muster ');
    expect(textBody({ ...mail, room: undefined, kind: 'nudge' })).toContain(`muster ack ${INCIDENT}`);
  });
});

test('on Slack a line that ends in an address of the room is a link, and no other address is', () => {
  const text = `Due soon <!channel>\nPost your own: ${ROOM}#update\nhttps://evil.example/${URL}x`;
  const { blocks } = render({ incidentId: INCIDENT, subject: 'P1', text, room: ROOM }, []);
  const said = blocks.flatMap((block) => (block.type === 'section' && block.text !== undefined ? [block.text] : []));
  expect(said).toMatchObject([
    { type: 'plain_text', text: 'Due soon &lt;!channel&gt;' },
    { type: 'mrkdwn', text: `Post your own: <${ROOM}#update|Open the room>` },
    { type: 'plain_text', text: `https://evil.example/${URL}x` },
  ]);
});

test('where vendors make links, only addresses of the room stay whole', () => {
  const text = `${ROOM} https://muster.example.com.evil.example/ http://evil.example www.evil.example`;
  expect(withoutLinks(text, { room: ROOM })).toBe(
    `${ROOM} https: //muster.example.com.evil.example/ http: //evil.example www evil.example`,
  );
});
