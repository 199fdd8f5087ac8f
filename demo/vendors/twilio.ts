/** How does Twilio take part in the demo, with text messages and phone calls? */
import { isCall } from '../../domain/state/keys';
import { textMarker } from '../../activities/adapters/twilio/words';
import type { Person } from '../../directory/schema';
import { FakeTwilio } from '../../test/fakes/twilio/fake-twilio';
import { wordsOf } from '../../test/fakes/twilio/words';
import { VP } from '../roles';
import type { SentEffect } from './effects';
import { firstPageOf } from './expectations';
import type { Received, Vendor } from './vendor';

/** A number as Twilio takes it; the directory may have dashes in it. */
const dialled = (address: string): string => address.replace(/[^+\d]/g, '');

const PHONE = { port: 'page', device: 'phone', kind: 'page' } as const;

/** Text messages and calls. */
export const twilio: Vendor = {
  name: 'Twilio',
  ports: ['page'],
  contactPoint: ({ contactPoints }) => {
    const phone = contactPoints.find(({ channel }) => channel === 'phone');
    return phone === undefined ? undefined : { channel: 'sms', address: phone.address };
  },
  expects: [
    {
      what: 'the VP got a phone call that said what it is about',
      problem: ({ sent, incident }) => {
        const { vendor, text = '' } = firstPageOf(VP, sent) ?? {};
        if (vendor !== 'Twilio') return `the page went to ${vendor ?? 'nobody'}`;
        return text.includes(incident.title) ? undefined : `was told: ${text}`;
      },
    },
    {
      what: 'each text message and each call is one page in the timeline',
      problem: ({ sent }) => {
        const strangers = sent.filter(({ vendor, key }) => vendor === 'Twilio' && !isCall(key));
        return strangers.length === 0 ? undefined : strangers.map(({ to, text }) => `${to.join()}: ${text}`).join('; ');
      },
    },
  ],
  async start(people) {
    const fake = await FakeTwilio.start({ delivers: true });
    return {
      settings: {
        MUSTER_TWILIO_ACCOUNT_SID: fake.accountSid,
        MUSTER_TWILIO_AUTH_TOKEN: fake.token,
        MUSTER_TWILIO_FROM: fake.from,
        MUSTER_TWILIO_API_URL: fake.vendor.url,
      },
      page: `${fake.vendor.url}/`,
      received: (effects) => [...texts(fake, people, effects), ...calls(fake, people, effects)],
      stop: () => fake.stop(),
    };
  },
};

/** A text message ends with a mark that was made of its effect. */
function texts({ messages }: FakeTwilio, people: readonly Person[], effects: readonly SentEffect[]): Received[] {
  const byMark = new Map(effects.map((effect) => [textMarker(effect), effect]));
  return messages.map(({ sid, at, to, body }) => {
    const [subject = '', ...rest] = body.split('\n');
    const { incidentId = '', key = sid } = byMark.get(rest.at(-1) ?? '') ?? {};
    return {
      ...PHONE,
      at,
      incidentId,
      key,
      to: ownerOf(to, people)?.id ?? to,
      subject: `SMS: ${subject}`,
      text: rest.join('\n'),
    };
  });
}

/** A call carries no mark. Those to one person are in the order in which the story says that they were reached so. */
const calls = ({ calls: all }: FakeTwilio, people: readonly Person[], effects: readonly SentEffect[]): Received[] =>
  [...new Set(all.map(({ to }) => to))].flatMap((to) => {
    const person = ownerOf(to, people);
    const told = effects.filter(({ text }) => text?.startsWith(`Delivered to ${person?.name ?? to} by phone`));
    const inOrder = all.filter((call) => call.to === to).reverse();
    return inOrder.map(({ sid, at, twiml }, n) => {
      const { incidentId = '', key = sid } = told[n] ?? {};
      const words = wordsOf(twiml);
      return { ...PHONE, at, incidentId, key, to: person?.id ?? to, subject: 'A call, which says', text: words };
    });
  });

const ownerOf = (number: string, people: readonly Person[]): Person | undefined =>
  people.find(({ contactPoints }) => contactPoints.some(({ address }) => dialled(address) === number));
