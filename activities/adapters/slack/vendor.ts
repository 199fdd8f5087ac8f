/**
 * Slack, as one vendor among others: posts go there, and pages to people who are on it. This room posts each message
 * once (a page rather twice than never), edits only Muster's own messages, and may open a channel for an incident.
 */
import { declareVendor } from '../shared/vendor';
import { createSlack } from './';
import { createSlackChannel } from './channel';
import { createSlackCheck } from './check';
import { readSlackPostSettings } from './settings';

export const slackVendor = declareVendor({
  name: 'Slack',
  turnedOnBy: 'MUSTER_SLACK_TOKEN',
  settings: readSlackPostSettings,
  ports: ['chat', 'channels'],
  open: (settings, { directory, otherwise }) => {
    const { chat, pager } = createSlack({ ...settings, directory, otherwise });
    return { chat, channels: [createSlackChannel(pager)] };
  },
  check: createSlackCheck,
});
