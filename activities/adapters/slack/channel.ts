/** How Slack is one of the ways to reach a person. */
import type { Pager } from '../../ports';
import type { Channel } from '../delivery/channel';

/** Slack's direct message as one of the ways. Slack's pager finds the member by all contact points, so the address is not needed. */
export const createSlackChannel = (slack: Pager): Channel => ({
  name: 'Slack',
  serves: ['slack'],
  loudness: () => 'quiet',
  mayRepeat: true,
  send: (page, _address, signal) => slack.page(page, signal),
});
