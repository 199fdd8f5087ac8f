/** Can Muster send text messages and phone calls through Twilio? Nobody gets one to find out. */
import type { DirectoryData } from '../../../directory/schema';
import { type Examined, noteFinding, ok, wrong } from '../../../domain/doctor/finding';
import { ProviderRejected } from '../../errors';
import type { IntegrationCheck } from '../../ports/check';
import { examinedApart } from '../shared/check-apart';
import { createTwilioApi, type TwilioApi, type TwilioOptions } from './api';
import { z } from 'zod';

const WHAT = 'Twilio';

const WITHIN_MS = 5_000;

/** https://www.twilio.com/docs/iam/api/account */
const Account = z.object({ friendly_name: z.string(), status: z.string(), type: z.string() });

/** https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource */
const Numbers = z.object({
  incoming_phone_numbers: z.array(
    z.object({
      phone_number: z.string(),
      capabilities: z.object({ sms: z.boolean(), voice: z.boolean() }),
      sms_url: z.string().nullish(),
    }),
  ),
});

/** What is sent, which list of Twilio's it is in, and what a number and a contact point for it are called. */
const WAYS = [
  {
    name: 'text messages',
    list: 'Messages',
    shape: z.object({ messages: z.array(z.unknown()) }),
    channel: 'sms',
    capability: 'sms',
  },
  {
    name: 'calls',
    list: 'Calls',
    shape: z.object({ calls: z.array(z.unknown()) }),
    channel: 'phone',
    capability: 'voice',
  },
] as const;

/** Reads the account, the newest message and call, and the number that sends. Texts and calls nobody. */
export const createTwilioCheck = (
  options: TwilioOptions | undefined,
  directory: () => DirectoryData,
): IntegrationCheck => ({
  what: WHAT,
  async examine({ signal }) {
    if (options === undefined)
      return [noteFinding(WHAT, 'not configured, so nobody gets text messages or phone calls')];
    const api = createTwilioApi({ withinMs: WITHIN_MS, ...options });
    const hasKey = options.user !== options.accountSid;
    const account = await accountFound(api, hasKey, signal);
    if (account.state === 'error') return [account];
    const number = `Twilio, number ${options.from}`;
    const looks = await Promise.all([
      ...WAYS.map((way) => rightFound(api, way, hasKey, signal)),
      examinedApart(number, signal, () => numberFound(api, options, number, directory(), signal)),
    ]);
    const found = looks.flat();
    const [first] = found;
    // The same problem everywhere is not about single permissions.
    if (first !== undefined && found.every(({ state, text }) => state === 'error' && text === first.text))
      return [wrong(WHAT, `${first.text} (${toCheck(hasKey)})`)];
    return [account, ...found];
  },
});

const toCheck = (hasKey: boolean): string =>
  hasKey
    ? 'check MUSTER_TWILIO_API_KEY and MUSTER_TWILIO_API_SECRET, that the key belongs to MUSTER_TWILIO_ACCOUNT_SID, and that the account is not suspended'
    : 'check MUSTER_TWILIO_ACCOUNT_SID and MUSTER_TWILIO_AUTH_TOKEN, and that the account is not suspended';

async function accountFound(api: TwilioApi, hasKey: boolean, signal: AbortSignal): Promise<Examined> {
  try {
    const { friendly_name: name, status, type } = await api.account(Account, signal);
    if (status !== 'active')
      return wrong(WHAT, `the account "${name}" is ${status}: Twilio sends nothing. See why in the Twilio console`);
    if (type === 'Trial')
      return noteFinding(WHAT, `the account "${name}" is a trial and only reaches verified numbers. Upgrade it`);
    return ok(WHAT, `answers; the account "${name}" is active`);
  } catch (error) {
    if (signal.aborted || !(error instanceof Error)) throw error;
    if (!isRefusedAccess(error)) return wrong(WHAT, error.message);
    // Only main keys reach accounts; a key that is wrong is not taken for the rest either.
    if (hasKey)
      return noteFinding(
        WHAT,
        "an API key can't read the account, so Muster doesn't know whether it is active or a trial",
      );
    return wrong(WHAT, `${error.message} (${toCheck(hasKey)})`);
  }
}

/** Twilio is asked for the newest one, as it is before each page; no call says harmlessly whether a key may also send. */
const rightFound = (
  api: TwilioApi,
  { name, list, shape }: (typeof WAYS)[number],
  hasKey: boolean,
  signal: AbortSignal,
): Promise<Examined[]> => {
  const what = `Twilio, ${name}`;
  return examinedApart(what, signal, async () => {
    try {
      await api.list(list, { PageSize: '1' }, shape, signal);
    } catch (error) {
      if (isForbidden(error))
        return wrong(what, `${error.message}: give the API key the permissions to list, read and create ${name}`);
      throw error;
    }
    return ok(
      what,
      hasKey
        ? 'the API key can list them; use --send-test to check that it can create them too'
        : 'can be sent and listed',
    );
  });
};

async function numberFound(
  api: TwilioApi,
  { from, ...options }: TwilioOptions,
  what: string,
  { people }: DirectoryData,
  signal: AbortSignal,
): Promise<Examined | Examined[]> {
  try {
    const { incoming_phone_numbers: numbers } = await api.list(
      'IncomingPhoneNumbers',
      { PhoneNumber: from, PageSize: '20' },
      Numbers,
      signal,
    );
    const number = numbers.find(({ phone_number: one }) => one === from);
    if (number === undefined)
      return wrong(what, 'does not belong to the account: correct MUSTER_TWILIO_FROM, or buy the number');
    const lacking = WAYS.filter(({ capability }) => !number.capabilities[capability]);
    const answers = repliesFound(options, what, number.sms_url);
    if (lacking.length === 0)
      return [ok(what, 'belongs to the account and can send text messages and make calls'), ...answers];
    return lacking.map(({ name, channel }) => {
      const isUsed = people.some(({ contactPoints }) => contactPoints.some((point) => point.channel === channel));
      return isUsed
        ? wrong(what, `does not support ${name}, but the directory has contact points ${channel}: use another number`)
        : noteFinding(what, `does not support ${name}; nobody in the directory has a contact point ${channel}`);
    });
  } catch (error) {
    if (isForbidden(error)) return noteFinding(what, 'can’t be checked: the API key can’t list phone numbers');
    throw error;
  }
}

/** Whether a reply to a text message, which asks for one, comes to us. */
function repliesFound(
  { hears, publicUrl }: Pick<TwilioOptions, 'hears' | 'publicUrl'>,
  what: string,
  told: string | null | undefined,
): Examined[] {
  if (publicUrl === undefined) return [];
  if (hears !== true)
    return [
      noteFinding(what, 'keys and replies are not taken: set MUSTER_TWILIO_AUTH_TOKEN, with which Twilio signs them'),
    ];
  const wanted = `${publicUrl.replace(/\/+$/, '')}/twilio/sms`;
  return told === wanted
    ? [ok(what, 'replies to text messages come to Muster')]
    : [
        wrong(
          what,
          `replies to text messages don't come to Muster: set "A message comes in" of the number to ${wanted}`,
        ),
      ];
}

const isRefusedAccess = (error: unknown): error is ProviderRejected =>
  error instanceof ProviderRejected && / refused: 40[13] /.test(error.message);

const isForbidden = (error: unknown): error is ProviderRejected =>
  isRefusedAccess(error) && error.message.includes(' refused: 403 ');
