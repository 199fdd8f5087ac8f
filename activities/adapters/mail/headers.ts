/** What a mail says about itself: who it is, which incident's thread it belongs to, that a machine wrote it. */
import { createHash } from 'node:crypto';

/** Breaks of a line in any script, and what hides or turns text: none of it belongs into a header. */
const BREAKS = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu;
const LONGEST_SUBJECT = 180;

/** A text as a header holds it: one line, cut where it is too long, never inside a character. */
export function headerLine(text: string, longest = LONGEST_SUBJECT): string {
  const line = Array.from(text.replace(BREAKS, ' ').trim());
  return line.length <= longest ? line.join('') : `${line.slice(0, longest - 1).join('')}…`;
}

/** An address that can stand in an envelope: no spaces, no brackets, nothing that ends a line. */
export const isAddress = (text: string): boolean =>
  text.length <= 254 && /^[^\s@<>()[\]\\,;:"\p{C}]{1,64}@[^\s@<>()[\]\\,;:"\p{C}]+$/u.test(text);

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

/** The same effect is the same mail, no matter which process sends it and how often. */
export function messageIdOf(incidentId: string, key: string, domain: string): string {
  const hash = createHash('sha256').update(JSON.stringify([incidentId, key]));
  return `<${hash.digest('hex').slice(0, 40)}@${domain}>`;
}

/** For filters and for other machines (RFC 3834, RFC 2919). Bounces are still wanted: they say who got no mail. */
export function machineHeaders(incidentId: string, domain: string): Record<string, string> {
  const name = headerLine(incidentId, 120);
  return {
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'OOF, AutoReply, RN, NRN',
    'List-Id': `Incident ${name.replace(/[^\w .-]/g, '-')} <${name.replace(/[^\w-]/g, '-')}.incidents.${domain}>`,
    'X-Muster-Incident': name,
  };
}
