/** Who in the directory is this Slack user? */
import type { DirectoryData, Person } from '../../directory/schema';
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
 * workspace, by one with their name there, or by their mail address. Rejects with `SlackTrouble`.
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
    const having = (channel: string, address: string): Person | undefined =>
      people.find(({ contactPoints }) =>
        contactPoints.some((point) => point.channel === channel && plainName(point.address) === plainName(address)),
      );
    const byId = people.find(({ contactPoints }) =>
      contactPoints.some(({ channel, address }) => channel === 'slack' && address === userId),
    );
    if (byId !== undefined) return byId;
    const { name, email, isMember } = await profileOf(userId);
    if (!isMember) return undefined;
    return having('slack', name) ?? (email === undefined ? undefined : having('email', email));
  };
}

const plainName = (name: string): string => name.trim().replace(/^@/, '').toLowerCase();
