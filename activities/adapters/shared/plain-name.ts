/** Which names may a file of ours have that somebody else chose? */
import { ProviderRejected } from '../../errors';

/** A plain name of a file: nothing that could lead out of its folder, be hidden, or be an option to a command. */
const SAFE_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,199}$/;

/** The name as it is; rejects what is not safe, in the name of `provider`. */
export function plainName(provider: string, name: string): string {
  if (!SAFE_NAME.test(name)) throw new ProviderRejected(provider, `${JSON.stringify(name)} is not a valid file name`);
  return name;
}
