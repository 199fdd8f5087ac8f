/** Pages by PagerDuty's Events API v2, and its incidents of them that follow ours. */
import type { PageFollower } from '../../ports/messages';
import type { Channel } from '../delivery/channel';
import type { PagerDutyOptions } from './api';
import { createPagerDuty } from './channel';
import { createPagerDutyFollower } from './follower';
import { createTold } from './sent-log';

/** Take both from one call: a page makes out of date what the follower has told. */
export function createPagerDutyEvents(options: PagerDutyOptions): { channel: Channel; follower: PageFollower } {
  const told = createTold();
  return { channel: createPagerDuty(options, told), follower: createPagerDutyFollower(options, told) };
}
