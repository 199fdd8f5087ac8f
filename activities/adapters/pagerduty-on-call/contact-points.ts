/** How does a PagerDuty user want to be reached, and in which order? */
import type { ContactPoint } from '../../../directory/schema';
import type { ContactMethod, PagerDutyUser } from './shapes';

/**
 * How a user wants to be reached: their contact methods in the order of their rules for urgent incidents, then those
 * that no such rule names, then their mail address. Push notifications reach PagerDuty's own app only and are left out.
 */
export function contactPointsOf({ contact_methods, notification_rules, email }: PagerDutyUser): ContactPoint[] {
  const urgent = (notification_rules ?? [])
    .filter(({ urgency }) => urgency === 'high')
    .sort((one, other) => (one.start_delay_in_minutes ?? 0) - (other.start_delay_in_minutes ?? 0))
    .map(({ contact_method }) => contact_method?.id);
  const place = ({ id }: ContactMethod): number => (urgent.includes(id) ? urgent.indexOf(id) : urgent.length);
  const methods = [...(contact_methods ?? [])].sort((one, other) => place(one) - place(other));
  const points = [...methods.flatMap((method) => contactPoint(method) ?? []), ...mailPoint(email)];
  return points.filter((point, n) => points.findIndex((other) => isSame(point, other)) === n);
}

/** Whether two contact points lead to the same place. */
export const isSame = (one: ContactPoint, other: ContactPoint): boolean =>
  one.channel === other.channel && plain(one) === plain(other);

const plain = ({ channel, address }: ContactPoint): string =>
  channel === 'phone' || channel === 'sms' ? address.replace(/\D/g, '') : address.toLowerCase();

const mailPoint = (email: string | null | undefined): ContactPoint[] =>
  email != null && isMail(email) ? [{ channel: 'email', address: email }] : [];

const isMail = (address: string): boolean => /^[^\s@]+@[^\s@]+$/.test(address);

function contactPoint({ type, address, country_code, blacklisted }: ContactMethod): ContactPoint | undefined {
  if (address == null || blacklisted === true) return undefined;
  if (type === 'email_contact_method') return mailPoint(address)[0];
  const channel = type === 'phone_contact_method' ? 'phone' : type === 'sms_contact_method' ? 'sms' : undefined;
  const digits = address.replace(/\D/g, '');
  if (channel === undefined || digits.length < 4) return undefined;
  return { channel, address: `+${country_code ?? 1}-${digits}` };
}
