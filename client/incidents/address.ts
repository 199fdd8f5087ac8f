/** Where does an incident live in Temporal, and which names for it may a person type? */
import { ID_ALPHABET } from '../../workflows/contract';
import { createHash, randomBytes } from 'node:crypto';

/** How many characters of an address tell one alert group from another, and of an id one run from another. */
const GROUP_LENGTH = 8;

const RUN_LENGTH = 4;

/** Where the incidents of an alert group live: the same group has the same address, and one open incident at most. */
export const addressOf = (service: string, groupKey: string): string =>
  `${safeName(service)}-${spell(createHash('sha256').update(groupKey).digest())}`;

/** An address that nothing else has, for an incident that a person declares. */
export const randomAddress = (service: string): string => `${safeName(service)}-${spell(randomBytes(GROUP_LENGTH))}`;

/** A name that may come from an alert, as the beginning of a workflow id: lower-case words joined by hyphens. */
export function safeName(service: string): string {
  const words = service
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
  return words === '' ? 'unnamed' : words;
}

const spell = (bytes: Uint8Array): string =>
  [...bytes.subarray(0, GROUP_LENGTH)].map((byte) => ID_ALPHABET[byte % ID_ALPHABET.length] ?? '0').join('');

/** What a person may call an incident by. */
export type Reference =
  | { kind: 'id'; id: string; address: string }
  | { kind: 'address'; address: string }
  | { kind: 'last-part'; end: string };

const ADDRESS = `[a-z0-9]+(?:-[a-z0-9]+)*-[${ID_ALPHABET}]{${GROUP_LENGTH}}`;

const FULL_ID = new RegExp(`^(${ADDRESS})-[${ID_ALPHABET}]{${RUN_LENGTH}}$`);

const ONLY_ADDRESS = new RegExp(`^${ADDRESS}$`);

const LAST_PART = new RegExp(`^[${ID_ALPHABET}]{${RUN_LENGTH}}$`);

/** Reads what a person typed; `undefined` where it can't be an incident. */
export function parseReference(text: string): Reference | undefined {
  const reference = text.trim().toLowerCase();
  const address = FULL_ID.exec(reference)?.[1];
  if (address !== undefined) return { kind: 'id', id: reference, address };
  if (ONLY_ADDRESS.test(reference)) return { kind: 'address', address: reference };
  if (LAST_PART.test(reference)) return { kind: 'last-part', end: `-${reference}` };
  return undefined;
}
