/** Who in the directory is this Slack user? */
import type { DirectoryData, Person } from '../../directory/schema';
import { contradicts, hasMail } from '../people/lookup';
import type { SlackApi, SlackProfile } from './slack-api';

export interface SlackPeopleOptions {
  directory: { current(): DirectoryData };
  api: Pick<SlackApi, 'profile'>;
  now: () => number;
}

/** How long we rely on what Slack said about a person. */
const BELIEVED_MS = 5 * 60_000;

/**
 * Who a Slack user is in the directory: by a contact point `slack` with their member id; else, for members of the
 * workspace, by one with their name there, or by their mail address. Members can change their name: one whose mail address
 * contradicts the directory's is nobody. Rejects with `SlackTrouble`.
 */
export function createSlackPeople({ directory, api, now }: SlackPeopleOptions) {
  const profiles = new Map<string, { profile: SlackProfile; until: number }>();

  const profileOf = async (userId: string): Promise<SlackProfile> => {
    const known = profiles.get(userId);
    if (known !== undefined && known.until > now()) return known.profile;
    const profile = await api.profile(userId);
    profiles.set(userId, { profile, until: now() + BELIEVED_MS });
    return profile;
  };

  return async (userId: string): Promise<Person | undefined> => {
    const { people } = directory.current();
    const byId = people.find(({ contactPoints }) =>
      contactPoints.some(({ channel, address }) => channel === 'slack' && address === userId),
    );
    if (byId !== undefined) return byId;
    const { name, email, isMember } = await profileOf(userId);
    if (!isMember) return undefined;
    const byName = people.find(({ contactPoints }) =>
      contactPoints.some(({ channel, address }) => channel === 'slack' && plainName(address) === plainName(name)),
    );
    if (byName === undefined) return email === undefined ? undefined : people.find((person) => hasMail(person, email));
    return contradicts(byName, email) ? undefined : byName;
  };
}

const plainName = (name: string): string => name.trim().replace(/^@/, '').toLowerCase();
