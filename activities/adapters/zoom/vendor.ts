/**
 * Zoom, as one vendor among others: an incident's bridge is a meeting there, or else the policy's standing link. This
 * room lists the host's meetings and creates one for each incident; it changes and deletes none.
 */
import { withStandingBridge } from '../shared/bridge-link';
import { declareVendor } from '../shared/vendor';
import { createZoomBridge } from './';
import { createZoomCheck } from './check';
import { readZoomSettings } from './settings';

export const zoomVendor = declareVendor({
  name: 'Zoom',
  turnedOnBy: 'MUSTER_ZOOM_ACCOUNT_ID',
  settings: readZoomSettings,
  ports: ['bridge'],
  open: (settings, { standingUrl }) => ({
    bridge: withStandingBridge({ bridge: createZoomBridge(settings), standingUrl }),
  }),
  check: createZoomCheck,
});
