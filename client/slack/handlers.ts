/**
 * What happens when someone presses a button, sends a form or types a command on Slack? This room answers Slack at
 * once, does the work afterwards and tells only that person what came of it; pages and posts to Slack are the worker's,
 * not sent here.
 */
import type { DirectoryData, Person } from '../../directory/schema';
import { accessOf } from '../access/directory-access';
import { DECLARE } from '../actions/declare';
import type { By, IncidentClient } from '../incidents/api';
import { type AskingOptions, createAsking } from '../actions/request';
import { helpText, listText, readTyped, showText, type SlashCommand } from './commands';
import { readErrand } from './form-context';
import { ACTION, type Answers, type Errand } from './fields';
import { declarationForm, formFor, FORMS, withField, isForm, type FormName } from './forms';
import type { createSlackPeople } from './members';
import type { Recent } from './duplicates';
import { OddRequest, readCommand, readInteraction, type Pressed, type Submitted } from './requests';
import type { SlackApi } from './slack-api';
import { sentenceOf } from './error-text';
import type { Whisper } from './ephemeral';

export interface SlackHandlersOptions extends Omit<AskingOptions, 'incidents'> {
  incidents: IncidentClient;
  directory: { current(): DirectoryData };
  personOf: ReturnType<typeof createSlackPeople>;
  api: Pick<SlackApi, 'openModal'>;
  whisper: Whisper;
  /** Acts under way or done: the same again is not done again. */
  recent: Recent;
  /** Is told what went wrong on our side. */
  onBug: (error: unknown) => void;
}

/** What is done in the name of someone in the directory; returns the sentence for them, if there is one. */
type Doing = (by: By, person: Person) => Promise<string | undefined>;

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
  const { incidents, directory, policies, personOf, api, whisper, recent, onBug } = options;
  const ask = createAsking(options);

  /** Does something in a person's name, if they are in the directory, and tells them what came of it. */
  const inTheNameOf =
    (user: string, actId: string, responseUrl: string | undefined, doing: Doing) => async (): Promise<void> => {
      if (!recent.take(actId)) return;
      const them = { user, responseUrl };
      try {
        const person = await personOf(user);
        if (person === undefined) {
          await whisper(them, unknownPerson(user));
          return;
        }
        const text = await doing({ person: person.id, via: VIA, actId }, person);
        if (text !== undefined) await whisper(them, text);
      } catch (error) {
        // It may be asked for again under the same id: the incident knows whether it was taken.
        recent.release(actId);
        await whisper(them, sentenceOf(error, onBug));
      }
    };

  const openForm = async (
    name: FormName,
    { id, name: byName }: Person,
    triggerId: string,
    errand: Errand,
    typed?: string,
  ): Promise<string | undefined> => {
    const { looks, unless } = FORMS[name];
    const incident = looks ? await incidents.show(errand.ref) : undefined;
    const access = accessOf(directory.current(), id);
    const reason = incident === undefined ? undefined : unless?.(incident, { by: id, byName, access });
    if (reason !== undefined) return reason;
    await api.openModal(triggerId, formFor(name, errand, incident, typed));
    return undefined;
  };

  const pressed = ({ user, trigger_id: triggerId, response_url: responseUrl, actions }: Pressed): Handled => {
    const [action] = actions;
    const name = /^muster:(.+)$/.exec(action?.action_id ?? '')?.[1];
    const ref = action?.value;
    if (action === undefined || name === undefined || ref === undefined) return {};
    const actId = `${VIA}-${user.id}-${action.action_ts}-${name}`;
    const begin = (doing: Doing): Handled => ({ work: inTheNameOf(user.id, actId, responseUrl, doing) });
    if (name === 'acknowledge' || name === 'join' || name === 'decline')
      return begin((by) => askEach(ref.split(' '), by, name));
    if (isForm(name)) return begin((_by, person) => openForm(name, person, triggerId, { ref, responseUrl }));
    throw new OddRequest('This button is unknown here. Use the command in the message instead.');
  };

  /** One after another: an incident that refuses keeps nobody from the others. */
  const askEach = async (
    refs: readonly string[],
    by: By,
    action: 'acknowledge' | 'join' | 'decline',
  ): Promise<string> => {
    const [only] = refs;
    if (refs.length === 1 && only !== undefined) return ask(only, by, { action });
    const said: string[] = [];
    for (const ref of refs)
      said.push(
        await ask(ref, by, { action }).then(
          (text) => `${ref}: ${text}`,
          (error: unknown) => `${ref}: ${sentenceOf(error, onBug)}`,
        ),
      );
    return said.join('\n');
  };

  const submitted = ({ user, view }: Submitted): Handled => {
    const name = view.callback_id.replace(/^muster:/, '');
    const errand = readErrand(view.private_metadata);
    const { answers, empty } = filledIn(view.state.values);
    if (Object.keys(empty).length > 0) return { answer: { response_action: 'errors', errors: empty } };
    const begin = (doing: Doing): Handled => ({
      work: inTheNameOf(user.id, `${VIA}-${view.id}`, errand.responseUrl, doing),
    });
    if (name === 'declare') return begin((by) => declare(by, answers));
    if (!isForm(name)) throw new OddRequest('Unknown form.');
    const asked = FORMS[name].asks(answers, errand);
    return begin((by) =>
      ask(errand.ref, by, asked).catch((error: unknown) => {
        throw withField(error, name);
      }),
    );
  };

  const declare = async (by: By, { title, impact, severity }: Answers): Promise<string> => {
    const { incidentId } = await incidents.declare(by, DECLARE.read({ title, impact, severity }, policies()));
    return `Declared ${incidentId}. If you're on it, acknowledge: /incident ack ${incidentId}`;
  };

  const typed = async (
    by: By,
    person: Person,
    command: Exclude<SlashCommand, { do: 'help' }>,
    triggerId: string,
    responseUrl: string,
  ): Promise<string | undefined> => {
    switch (command.do) {
      case 'declare':
        await api.openModal(triggerId, declarationForm({ responseUrl }, command.title, policies()));
        return undefined;
      case 'list':
        return listText(await incidents.list({ all: false }));
      case 'show':
        return showText(await incidents.show(command.ref));
      case 'ask':
        return ask(command.ref, by, command.asked);
      case 'form':
        return openForm(command.form, person, triggerId, { ref: command.ref, responseUrl }, command.typed);
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
      const work = inTheNameOf(user, `${VIA}-${user}-${triggerId}`, responseUrl, (by, person) =>
        typed(by, person, command, triggerId, responseUrl),
      );
      return { work };
    },
  };
}

const unknownPerson = (user: string): string =>
  `Nothing was changed: your Slack account is not in Muster’s directory. Ask whoever maintains the directory to add this contact point for you: { channel: slack, address: ${user} }.`;

/** The fields' answers; `empty` says which have nothing but spaces. */
function filledIn(values: Submitted['view']['state']['values']): { answers: Answers; empty: Record<string, string> } {
  const given = Object.entries(values).flatMap(([field, elements]): [string, string][] => {
    const element = elements[ACTION];
    const value = element?.value ?? element?.selected_option?.value;
    return value == null || value === '' ? [] : [[field, value]];
  });
  const empty = given.filter(([, value]) => value.trim() === '').map(([field]) => [field, 'This can’t be empty.']);
  return {
    answers: Object.fromEntries(given.map(([field, value]) => [field, value.trim()])),
    empty: Object.fromEntries(empty) as Record<string, string>,
  };
}
