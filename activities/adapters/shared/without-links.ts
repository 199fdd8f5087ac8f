/** How is an address kept from being a link where a vendor makes links of them, other than one that may be? */
import { atLinks, type MayLead } from './at-links';

/** What alerts and people write leads nobody anywhere. */
export const withoutLinks = (text: string, mayLead: MayLead): string =>
  atLinks(text, mayLead)
    .map((part, n) => (n % 2 === 1 ? part : defused(part)))
    .join('');

const defused = (text: string): string => text.replace(/:\/\//g, ': //').replace(/\bwww\./gi, 'www ');
