/** How is an address kept from being a link where a vendor makes links of them, other than an address of our own? */

/** What alerts and people write leads nobody anywhere; `room` is the incident's page, and what is on its server is ours. */
export function withoutLinks(text: string, room: string | undefined): string {
  if (room === undefined) return defused(text);
  const { origin } = new URL(room);
  // Not another host that only begins like ours.
  return text
    .split(new RegExp(`(${escaped(origin)}(?=[/\\s]|$)\\S*)`))
    .map((part, n) => (n % 2 === 1 ? part : defused(part)))
    .join('');
}

const defused = (text: string): string => text.replace(/:\/\//g, ': //').replace(/\bwww\./gi, 'www ');

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
