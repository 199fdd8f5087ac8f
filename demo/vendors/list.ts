/** Which vendors take part in `npm run demo -- --vendors`? */
import { github } from './github-changes';
import { jira } from './jira';
import { mail } from './mail';
import { pagerDuty } from './pagerduty';
import { slack } from './slack';
import { statuspage } from './statuspage';
import { twilio } from './twilio';
import type { Vendor } from './vendor';
import { zoom } from './zoom';

/** Every vendor of `npm run demo -- --vendors`. One more is a file beside this one and a line here. */
export const VENDORS: readonly Vendor[] = [slack, pagerDuty, twilio, mail, zoom, jira, github, statuspage];
