/** How are settings read that several vendors have in the same form? */
import { StartRefused } from './refusal';

/** An http(s) address, or nothing where it is not set. `example` is what one looks like. */
export function addressSetting(env: NodeJS.ProcessEnv, name: string, example: string): string | undefined {
  const value = env[name]?.trim() ?? '';
  if (value === '') return undefined;
  if (URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol)) return value;
  throw new StartRefused(`${name} is "${value}"; it must be an address such as ${example}.`);
}

export function yesOrNo(env: NodeJS.ProcessEnv, name: string): boolean {
  const value = env[name]?.trim() ?? '';
  if (value === 'yes') return true;
  if (value === '' || value === 'no') return false;
  throw new StartRefused(`${name} is "${value}"; it must be yes or no.`);
}

/** `critical=Highest,low=Lowest`: the policy's words, and the vendor's. */
export function wordsSetting(env: NodeJS.ProcessEnv, name: string): Record<string, string> {
  const pairs = (env[name]?.trim() ?? '').split(',').filter((pair) => pair.trim() !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const [word = '', theirs = '', ...more] = pair.split('=').map((part) => part.trim());
      if (word === '' || theirs === '' || more.length > 0)
        throw new StartRefused(`${name} has "${pair.trim()}"; each entry must look like critical=Highest.`);
      return [word, theirs];
    }),
  );
}

const LOCAL = ['localhost', '127.0.0.1', '[::1]'];

/** Whether what is read there can't be changed on the way: https, or http on this machine. */
export function isSafeAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && LOCAL.includes(hostname));
}
