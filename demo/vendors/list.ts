import { jira } from './jira';
import { slack } from './slack';
import type { Vendor } from './vendor';
import { zoom } from './zoom';

/** Every vendor of `npm run demo -- --vendors`. One more is a file beside this one and a line here. */
export const VENDORS: readonly Vendor[] = [slack, zoom, jira];
