import { slack } from './slack';
import type { Vendor } from './vendor';

/** Every vendor of `npm run demo -- --vendors`. One more is a file beside this one and a line here. */
export const VENDORS: readonly Vendor[] = [slack];
