import type { Outgoing } from '../../activities/ports';
import { MINUTE } from '../support/times';
import { guideWith } from '../support/virtual-clock';
import { useSkippingSystem } from '../support/time-skip-system';
import { SkippingIncident } from '../support/time-skip-incident';

const sent: Outgoing[] = [];
const server = useSkippingSystem('file', ({ chat, pager }) => ({
  chat: { post: (message, signal) => (sent.push(message), chat.post(message, signal)) },
  pager: { page: (message, signal) => (sent.push(message), pager.page(message, signal)) },
}));

const sentOf = async (perIncident: boolean | undefined): Promise<Outgoing[]> => {
  const policy = guideWith(({ communication: { channel } }) => {
    if (perIncident !== undefined) channel.perIncident = perIncident;
  });
  const incident = await SkippingIncident.open(server.env, 'P2', { policy });
  await incident.waits(2 * MINUTE);
  return sent.filter(({ incidentId }) => incidentId === incident.id);
};

test('posts and pages of a policy that wants it say that the incident has a channel of its own', async () => {
  const messages = await sentOf(true);
  expect(messages.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['initial', 'page']));
  expect(messages.filter(({ ownChannel }) => ownChannel !== true)).toEqual([]);
  const without = [...(await sentOf(false)), ...(await sentOf(undefined))];
  expect(without.length).toBeGreaterThan(3);
  expect(without.filter((message) => 'ownChannel' in message)).toEqual([]);
}, 60_000);
