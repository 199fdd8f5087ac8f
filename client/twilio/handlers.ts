/** What happens when somebody presses a key on a call or replies to a text message, and what do they hear? */
import type { DirectoryData } from '../../directory/schema';
import { inertLine } from '../../domain/text/inert';
import { askForKey, messageVerb, PAGE_KEYS, sayVerb, TEST_KEYS, twimlDocument } from '../../domain/text/twiml';
import type { KeptPoint, PeopleBook } from '../../launcher/people-book';
import { type Answering, type PageAnswer, pointOf } from '../answers/answer';
import { NotAllowed, NotFound, Refused } from '../errors';
import type { IncidentClient } from '../incidents/api';
import { newestTextedTo, personOfNumber, readReply } from './replies';

export interface TwilioHandlersOptions {
  answering: Answering;
  incidents: Pick<IncidentClient, 'list' | 'show'>;
  directory: { current(): DirectoryData };
  people: Pick<PeopleBook, 'points' | 'confirmed'>;
  now: () => number;
  /** Is told what went wrong on our side. */
  onBug: (error: unknown) => void;
}

/** Each answers with what Twilio is to say or send. Neither rejects. */
export interface TwilioHandlers {
  /** A key on the call whose callback has this token; `address` is the callback's own, for another key. */
  key(token: string, address: string, form: URLSearchParams): Promise<string>;
  reply(form: URLSearchParams): Promise<string>;
}

const KEYS: Record<string, PageAnswer | undefined> = { '1': 'acknowledge', '2': 'decline' };

export function createTwilioHandlers(options: TwilioHandlersOptions): TwilioHandlers {
  const { answering, incidents, directory, people, now, onBug } = options;

  /** The sentence for a person whose answer was not taken. */
  const whyNot = (error: unknown): string => {
    if (REFUSALS.some((kind) => error instanceof kind)) return (error as Error).message;
    onBug(error);
    return 'That did not get through to Muster.';
  };

  const confirmed = async (point: KeptPoint, address: string, form: URLSearchParams): Promise<string> => {
    if (form.get('Digits') !== '1')
      return twimlDocument(askForKey('This is a test of Muster. There is no incident.', TEST_KEYS, address));
    await people.confirmed(point, now());
    return twimlDocument(sayVerb('Thank you. This number is confirmed. Goodbye.'));
  };

  return {
    async key(token, address, form) {
      const holder = answering.holderOf(token);
      if (holder === undefined) return twimlDocument(sayVerb('This page can no longer be answered here. Goodbye.'));
      const { person, subject } = holder;
      const point = pointOf(people, holder);
      if (point !== undefined) return confirmed(point, address, form);
      const answer = KEYS[form.get('Digits') ?? ''];
      try {
        if (answer === undefined) {
          const { severity, title } = await incidents.show(subject);
          return twimlDocument(askForKey(inertLine(`${severity}. ${title}.`, 150), PAGE_KEYS, address));
        }
        const actId = `twilio-${form.get('CallSid') ?? ''}-${answer}`.slice(0, 100);
        const said = await answering.say(subject, person, { answer, via: 'phone', actId });
        return twimlDocument(sayVerb(`${said} Goodbye.`));
      } catch (error) {
        const why = whyNot(error);
        return REFUSALS.some((kind) => error instanceof kind)
          ? twimlDocument(sayVerb(`${why} Goodbye.`))
          : twimlDocument(askForKey(why, PAGE_KEYS, address));
      }
    },

    async reply(form) {
      const person = personOfNumber(directory.current(), form.get('From') ?? '');
      // Who it is can't be told: an answer would tell strangers that somebody is here.
      if (person === undefined) return twimlDocument();
      const answer = readReply(form.get('Body') ?? '');
      if (answer === undefined) return twimlDocument(messageVerb("Reply 1 if you're on it, 2 if you can't."));
      try {
        const incident = await newestTextedTo(incidents, person.id);
        if (incident === undefined)
          return twimlDocument(messageVerb('No open incident has sent you a text message, so nothing was changed.'));
        const actId = `twilio-${form.get('MessageSid') ?? ''}`.slice(0, 100);
        const said = await answering.say(incident.id, person, { answer, via: 'sms', actId });
        return twimlDocument(messageVerb(inertLine(`${incident.severity} ${incident.title}: ${said}`, 300)));
      } catch (error) {
        return twimlDocument(messageVerb(`${whyNot(error)} Nothing was changed.`));
      }
    },
  };
}

const REFUSALS = [Refused, NotAllowed, NotFound];
