/** What does a call say, and which keys does it take, in Twilio's own words? All text is text: nothing in it is read as markup. */

/** What is said or sent back, as the document that Twilio reads. */
export const twimlDocument = (...verbs: string[]): string => `<Response>${verbs.join('')}</Response>`;

export const sayVerb = (text: string): string => `<Say>${escapeXml(text)}</Say>`;

/** A text message as the answer to one. */
export const messageVerb = (text: string): string => `<Message>${escapeXml(text)}</Message>`;

/** Which keys answer a page. */
export const PAGE_KEYS = "Press 1 if you are on it. Press 2 if you can't. Press 9 to hear this again.";

/** Which keys answer a test of a telephone. */
export const TEST_KEYS = 'Press 1 to confirm that you got this call. Press 9 to hear this again.';

/** Says something and which keys there are, and waits for one, which is told to `action`. */
export const askForKey = (said: string, keys: string, action: string): string =>
  [
    `<Gather input="dtmf" numDigits="1" timeout="10" method="POST" action="${escapeXml(action)}">`,
    sayVerb(said),
    sayVerb(keys),
    '</Gather>',
    sayVerb('No key was pressed. Goodbye.'),
  ].join('');

const escapeXml = (text: string): string =>
  text.replace(/(?![\n\t])\p{Cc}/gu, '').replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
