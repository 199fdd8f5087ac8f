/** Which addresses does a recipient stand for: an address or list itself, a person, or the holders of a role? */
import type { Directory, Recipient } from '../../ports';
import { isAddress } from './headers';

export interface Found {
  addresses: string[];
  /** What can't be mailed, and why. */
  problems: string[];
}

const mailOf = ({ contactPoints }: Recipient): string | undefined =>
  contactPoints.find(({ channel }) => channel === 'email')?.address;

export async function findAddresses(
  directory: Pick<Directory, 'person' | 'whoIs'>,
  named: string[],
  at: number,
): Promise<Found> {
  const found = await Promise.all(named.map((name) => addressesOf(directory, name, at)));
  const addresses = found.flatMap((one) => one.addresses);
  return { addresses: [...new Set(addresses)], problems: found.flatMap(({ problems }) => problems) };
}

async function addressesOf(directory: Pick<Directory, 'person' | 'whoIs'>, name: string, at: number): Promise<Found> {
  if (name.includes('@')) return checked(name, name);
  const person = await directory.person(name);
  const people = person === undefined ? (await directory.whoIs(name, at)).people : [person];
  if (people.length === 0) return { addresses: [], problems: [`nobody in the directory for "${name}"`] };
  const found = people.map((one) => checked(mailOf(one), one.name));
  return { addresses: found.flatMap((one) => one.addresses), problems: found.flatMap((one) => one.problems) };
}

function checked(address: string | undefined, name: string): Found {
  if (address === undefined) return { addresses: [], problems: [`${name} has no contact point "email"`] };
  return isAddress(address)
    ? { addresses: [address], problems: [] }
    : { addresses: [], problems: [`${JSON.stringify(address)} is not an email address`] };
}
