/** Which member of the workspace a person of the directory is. */
import { ProviderRejected } from '../../errors';
import type { Recipient } from '../../ports';
import { missing, type SlackClient } from './api';
import { SLACK } from './failures';

const MEMBER = /^[UW][A-Z0-9]{5,}$/;

/** Whether a person wants to be reached on Slack. */
export const isOnSlack = ({ contactPoints }: Recipient): boolean =>
  contactPoints.some(({ channel }) => channel === 'slack');

/**
 * Answers the member id of a person: the address of their contact point `slack` if it is one (`U012ABC`), else the
 * member with their mail address. Slack can't look up a name (`@kwame`).
 */
export function createMembers(api: SlackClient): (person: Recipient, signal?: AbortSignal) => Promise<string> {
  const byMail = new Map<string, string>();

  return async ({ name, contactPoints }, signal) => {
    const onSlack = contactPoints.filter(({ channel }) => channel === 'slack').map(({ address }) => address);
    const id = onSlack.find((address) => MEMBER.test(address));
    if (id !== undefined) return id;
    const mail = contactPoints.find(({ channel }) => channel === 'email')?.address;
    if (onSlack.length === 0 || mail === undefined) {
      const how = 'add a contact point slack with their member id (U…), or their email address, to the directory';
      throw new ProviderRejected(SLACK, `Muster can't find ${name} on Slack: ${how}`);
    }
    const known = byMail.get(mail);
    if (known !== undefined) return known;
    const { user } = await api.ask((slack) => slack.users.lookupByEmail({ email: mail }), signal);
    if (user?.id === undefined) throw missing('the member’s id');
    byMail.set(mail, user.id);
    return user.id;
  };
}
