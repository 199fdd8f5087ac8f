/**
 * What happens when somebody presses, sends or types something on Slack, whichever way it came in. Slack is answered at
 * once; the work comes after, and its outcome is told to that person alone.
 */
import type { Deed } from '../../domain/acts';
import type { Severity } from '../../domain/incident';
import type { By, IncidentClient } from '../incidents';
import { helpText, listText, readTyped, showText, type Command } from './commands';
import {
  ACTION,
  declarationForm,
  formFor,
  FORMS,
  hasItems,
  isForm,
  type Answers,
  type Errand,
  type FormName,
} from './forms';
import { readErrand, SEVERITY } from './errand';
import type { createSlackPeople } from './people';
import type { Recent } from './recent';
import { OddRequest, readCommand, readInteraction, type Pressed, type Submitted } from './requests';
import type { SlackApi } from './slack-api';
import { sentenceOf } from './sentences';
import type { Whisper } from './whispering';

export interface SlackHandlersOptions {
  incidents: Pick<IncidentClient, 'act' | 'declare' | 'list' | 'show'>;
  personOf: ReturnType<typeof createSlackPeople>;
  api: Pick<SlackApi, 'openModal'>;
  whisper: Whisper;
  /** Acts under way or done: the same again is not done again. */
  recent: Recent;
  /** Hears of what went wrong on our side. */
  onBug: (error: unknown) => void;
}

/** What Slack is answered at once, and what is to be done after. `work` never rejects. */
export interface Handled {
  answer?: object;
  work?: () => Promise<void>;
}

export interface SlackHandlers {
  /** A button or a form. Throws `OddRequest`. */
  interaction(payload: unknown): Handled;
  /** A slash command. Throws `OddRequest`. */
  command(form: unknown): Handled;
}

const VIA = 'slack';

export function createSlackHandlers(options: SlackHandlersOptions): SlackHandlers {
  const { incidents, personOf, api, whisper, recent, onBug } = options;

  /** Does something in somebody's name, if the directory knows them, and tells them what came of it. */
  const inTheNameOf =
    (user: string, actId: string, responseUrl: string | undefined, deed: (by: By) => Promise<string | undefined>) =>
    async (): Promise<void> => {
      if (!recent.take(actId)) return;
      try {
        const person = await personOf(user);
        if (person === undefined) {
          await whisper(responseUrl, unknownPerson(user));
          return;
        }
        const text = await deed({ person: person.id, via: VIA, actId });
        if (text !== undefined) await whisper(responseUrl, text);
      } catch (error) {
        // It may be asked for again under the same id: the incident knows whether it was taken.
        recent.release(actId);
        await whisper(responseUrl, sentenceOf(error, onBug));
      }
    };

  const act = async (ref: string, by: By, deed: Deed): Promise<string> => (await incidents.act(ref, by, deed)).text;

  const openForm = async (name: FormName, triggerId: string, errand: Errand): Promise<string | undefined> => {
    const incident = name === 'tick' ? await incidents.show(errand.ref) : undefined;
    if (incident !== undefined && !hasItems(incident)) return 'No item of the checklist is open now.';
    await api.openModal(triggerId, formFor(name, errand, incident));
    return undefined;
  };

  const pressed = ({ user, trigger_id: triggerId, response_url: responseUrl, actions }: Pressed): Handled => {
    const [action] = actions;
    const name = /^muster:(.+)$/.exec(action?.action_id ?? '')?.[1];
    const ref = action?.value;
    if (action === undefined || name === undefined || ref === undefined) return {};
    const actId = `${VIA}-${user.id}-${action.action_ts}-${name}`;
    const doing = (deed: (by: By) => Promise<string | undefined>): Handled => ({
      work: inTheNameOf(user.id, actId, responseUrl, deed),
    });
    if (name === 'acknowledge' || name === 'join') return doing((by) => act(ref, by, { do: name }));
    if (isForm(name)) return doing(() => openForm(name, triggerId, { ref, responseUrl }));
    throw new OddRequest('Muster has no such button.');
  };

  const submitted = ({ user, view }: Submitted): Handled => {
    const name = view.callback_id.replace(/^muster:/, '');
    const { ref, responseUrl } = readErrand(view.private_metadata);
    const { answers, empty } = filledIn(view.state.values);
    if (Object.keys(empty).length > 0) return { answer: { response_action: 'errors', errors: empty } };
    const doing = (deed: (by: By) => Promise<string>): Handled => ({
      work: inTheNameOf(user.id, `${VIA}-${view.id}`, responseUrl, deed),
    });
    if (name === 'declare') return doing((by) => declare(by, answers));
    if (!isForm(name)) throw new OddRequest('Muster has no such form.');
    const deed = FORMS[name].deed(answers);
    return doing((by) => act(ref, by, deed));
  };

  const declare = async (by: By, { title = '', impact, severity }: Answers): Promise<string> => {
    const known: Severity | undefined = severity === undefined ? undefined : SEVERITY.parse(severity);
    const declared = {
      title,
      ...(impact !== undefined && { impact }),
      ...(known !== undefined && { severity: known }),
    };
    const { incidentId } = await incidents.declare(by, declared);
    return `Declared as ${incidentId}. Acknowledge it if you are on it: /incident ack ${incidentId}`;
  };

  const typed = async (
    by: By,
    command: Exclude<Command, { do: 'help' }>,
    triggerId: string,
    responseUrl: string,
  ): Promise<string | undefined> => {
    switch (command.do) {
      case 'declare':
        await api.openModal(triggerId, declarationForm({ responseUrl }, command.title));
        return undefined;
      case 'list':
        return listText(await incidents.list({ all: false }));
      case 'show':
        return showText(await incidents.show(command.ref));
      case 'acknowledge':
        return act(command.ref, by, { do: 'acknowledge' });
      case 'update':
        if (command.text === '') return openForm('update', triggerId, { ref: command.ref, responseUrl });
        return act(command.ref, by, { do: 'update', text: command.text });
      case 'resolve':
        if (command.text === '') return openForm('resolve', triggerId, { ref: command.ref, responseUrl });
        return act(command.ref, by, { do: 'resolve', resolution: command.text });
    }
  };

  return {
    interaction(payload) {
      const interaction = readInteraction(payload);
      if (interaction === undefined) return {};
      return interaction.type === 'block_actions' ? pressed(interaction) : submitted(interaction);
    },

    command(form) {
      const { text, user_id: user, trigger_id: triggerId, response_url: responseUrl } = readCommand(form);
      const command = readTyped(text);
      if (command.do === 'help') return { answer: { response_type: 'ephemeral', text: helpText(command.because) } };
      const work = inTheNameOf(user, `${VIA}-${user}-${triggerId}`, responseUrl, (by) =>
        typed(by, command, triggerId, responseUrl),
      );
      return { work };
    },
  };
}

const unknownPerson = (user: string): string =>
  `Muster does not know who you are, so nothing was done. Somebody who looks after the directory has to give you a contact point: { channel: slack, address: ${user} }.`;

/** The fields' answers; `empty` says which have nothing but spaces. */
function filledIn(values: Submitted['view']['state']['values']): { answers: Answers; empty: Record<string, string> } {
  const given = Object.entries(values).flatMap(([field, elements]): [string, string][] => {
    const element = elements[ACTION];
    const value = element?.value ?? element?.selected_option?.value;
    return value == null || value === '' ? [] : [[field, value]];
  });
  const empty = given.filter(([, value]) => value.trim() === '').map(([field]) => [field, 'Please write something.']);
  return {
    answers: Object.fromEntries(given.map(([field, value]) => [field, value.trim()])),
    empty: Object.fromEntries(empty) as Record<string, string>,
  };
}
