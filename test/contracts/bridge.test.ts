import fs from 'node:fs';
import path from 'node:path';
import { createOutbox } from '../../activities/adapters/outbox';
import { createZoomBridge } from '../../activities/adapters/zoom';
import { FakeZoom } from '../fakes/zoom/fake-zoom';
import { describeBridge } from './bridge.contract';
import { describeProvider } from './provider.contract';
import { temporaryFolder } from '../support/temporary-folder';

describeBridge('Zoom', async () => {
  const zoom = await FakeZoom.start();
  return {
    bridge: createZoomBridge({ ...zoom.settings, withinMs: 2_000 }),
    opened: () => zoom.meetings.length,
    stop: () => zoom.stop(),
  };
});

describeBridge('the standing link on the outbox', () => {
  const home = temporaryFolder('bridge');
  const file = path.join(home, 'outbox.jsonl');
  const { bridge } = createOutbox({ home, standingBridgeUrl: 'https://zoom.example/j/1' });
  return Promise.resolve({
    bridge,
    opened: () => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim().split('\n').length : 0),
    stop: () => Promise.resolve(),
  });
});

const REQUESTS = [
  { name: 'Zoom (the token)', ahead: 0, except: {} },
  // A token that is not taken is replaced once.
  { name: 'Zoom (the look for a meeting)', ahead: 1, except: { notFinal: [401] } },
  { name: 'Zoom (the new meeting)', ahead: 2, except: { notFinal: [401] } },
];

for (const { name, ahead, except } of REQUESTS) {
  describeProvider(
    name,
    async () => {
      const zoom = await FakeZoom.start();
      const request = { incidentId: 'i-1', key: 'bridge', title: 'Nobody can deploy' };
      // A new adapter each time: it begins without a token.
      const act = (signal?: AbortSignal) =>
        createZoomBridge({ ...zoom.settings, withinMs: 1_500 }).open(request, signal);
      return { vendor: zoom.vendor, token: zoom.clientSecret, act, ahead };
    },
    except,
  );
}
