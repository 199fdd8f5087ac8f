/**
 * Statuspage, as one vendor among others: the public reads there. This room changes only the reports that carry
 * Muster's mark and the components that are configured for a service.
 */
import { declareVendor } from '../shared/vendor';
import { createStatuspage } from './';
import { createStatuspageCheck } from './check';
import { readStatuspageSettings } from './settings';

export const statuspageVendor = declareVendor({
  name: 'Statuspage',
  turnedOnBy: 'MUSTER_STATUSPAGE_API_KEY',
  settings: readStatuspageSettings,
  ports: ['statusPage'],
  open: (settings) => ({ statusPage: createStatuspage(settings) }),
  check: createStatuspageCheck,
});
