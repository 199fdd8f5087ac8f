/** Can only this machine reach the server, and did a request come from this machine's own programs? */
import { lookup } from 'node:dns/promises';
import { BlockList, isIP, isIPv6 } from 'node:net';
import type { Headers } from './gate';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether only this machine reaches a server that listens on `host`. A name is judged by what it resolves to. */
export async function isLoopback(host: string): Promise<boolean> {
  try {
    const addresses = await lookup(host, { all: true });
    return addresses.every(({ address, family }) => LOOPBACK.check(address, family === 6 ? 'ipv6' : 'ipv4'));
  } catch {
    return false; // who knows where it leads by the time we listen there
  }
}

/** A host and a port as they stand in an address: IPv6 in brackets. */
export const hostAndPort = (host: string, port: number): string => `${isIPv6(host) ? `[${host}]` : host}:${port}`;

/** A name or an address in a header, without anything else that a URL can hold. */
const HOST = /^([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i;

/**
 * Whether a request was sent to this machine under a name that no web page can give itself: an address of loopback, however
 * it is written, `localhost`, or the host that we were told to listen on.
 */
function isOurs(host: string, listensOn: string): boolean {
  const [, named = ''] = HOST.exec(host.toLowerCase()) ?? [];
  if (named === 'localhost' || named === listensOn.toLowerCase()) return true;
  if (named === '' || !URL.canParse(`http://${named}`)) return false;
  const address = new URL(`http://${named}`).hostname.replace(/^\[|\]$/g, '');
  return isIP(address) !== 0 && LOOPBACK.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/**
 * Why a request can't be from this machine's own programs, in one sentence, or `undefined` when it can. A page that a
 * browser here shows reaches loopback too: directly, then the browser names its origin, or under a name of its own that
 * it lets lead here (DNS rebinding), then that name is the request's host.
 */
export function whyForeign({ host, origin }: Headers, listensOn: string): string | undefined {
  if (typeof host !== 'string' || !isOurs(host, listensOn))
    return `${typeof host === 'string' ? `The host "${host}" is not this machine` : 'The request has no Host header'}. Without tokens Muster only answers on http://localhost and http://127.0.0.1. To open it to others, create a token: muster token create --person YOU`;
  if (origin === undefined || (typeof origin === 'string' && hostOf(origin) === hostOf(`http://${host}`)))
    return undefined;
  return 'The request comes from another website. Other sites are not allowed to use Muster on your behalf.';
}

/** The host in an origin, in the one way in which browsers write it. */
const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);
