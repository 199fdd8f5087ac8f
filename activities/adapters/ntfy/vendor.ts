/**
 * ntfy, as one vendor among others: it sends push messages with buttons. This room publishes to people's topics and reads
 * back only its own messages; a press of a button comes in by the link of the page, not here.
 */
import { declareVendor } from '../shared/vendor';
import { createNtfy } from './';
import { createNtfyCheck } from './check';
import { readNtfySettings } from './settings';

export const ntfyVendor = declareVendor({
  name: 'ntfy',
  turnedOnBy: 'MUSTER_NTFY_URL',
  settings: readNtfySettings,
  ports: ['channels'],
  open: (settings) => ({ channels: [createNtfy(settings)] }),
  check: (settings, { people }) => createNtfyCheck(settings, people),
});
