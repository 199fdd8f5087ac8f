/** Slack, as one vendor among others: it has the posts, and pages those who are on it. */
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
