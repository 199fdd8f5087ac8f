/** Which doors are open for people who answer a page from where it reached them, given the settings? */
import type { FastifyInstance } from 'fastify';
import { createSignedLinks } from '../../../launcher/answer-links';
import { type AnswerSettings, readAnswerSettings } from '../../../launcher/answer-settings';
import { createPeopleBook } from '../../../launcher/people-book';
import { secretSetting } from '../../../launcher/secret-setting';
import type { AskingOptions } from '../../actions/request';
import { createAnswering } from '../../answers/answer';
import type { IncidentClient } from '../../incidents/api';
import { createTwilioHandlers } from '../../twilio/handlers';
import { addTwilio } from '../twilio/routes';
import { addAnswers } from './routes';

export interface AnswerDoors extends AnswerSettings {
  /** What Twilio signs its callbacks with; without it keys and replies can't be believed. */
  twilioToken?: string | undefined;
}

/** The settings of the doors, or nothing without a public address. Refuses what can't be used. */
export function readAnswerDoors(env: NodeJS.ProcessEnv, home: string): AnswerDoors | undefined {
  const settings = readAnswerSettings(env, home);
  return settings && { ...settings, twilioToken: secretSetting(env, 'MUSTER_TWILIO_AUTH_TOKEN') };
}

export interface AnswerWorld extends Omit<AskingOptions, 'incidents' | 'now'> {
  home: string;
  incidents: IncidentClient;
  onBug: (error: unknown) => void;
  now?: () => number;
}

/** Opens them: the links in pages, and Twilio's callbacks where its token is known. */
export function openAnswerDoors(server: FastifyInstance, doors: AnswerDoors | undefined, world: AnswerWorld): void {
  if (doors === undefined) return;
  const { home, now = Date.now, ...rest } = world;
  const people = createPeopleBook({ home });
  const answering = createAnswering({ ...rest, now, links: createSignedLinks({ ...doors, people, now }) });
  addAnswers(server, { answering, people, now, incidents: world.incidents, onBug: world.onBug });
  const { twilioToken: authToken, publicUrl } = doors;
  if (authToken !== undefined)
    addTwilio(server, { handlers: createTwilioHandlers({ ...rest, answering, people, now }), authToken, publicUrl });
}
