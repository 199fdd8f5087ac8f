import { createServer } from 'node:net';
import { once } from 'node:events';
import { ensurePortsFree } from '../../launcher/ports';
import { readSettings } from '../../launcher/settings';
import { freePort } from '../support/servers';

test.each(['127.0.0.1', '0.0.0.0', '::'])(
  'a port that a program has on %s is refused by number, pid and setting',
  async (host) => {
    const port = await freePort();
    const taken = createServer().listen(port, host);
    await once(taken, 'listening');
    const wishes = [
      { port: await freePort(), setting: 'MUSTER_TEMPORAL_PORT' },
      { port, setting: 'MUSTER_PORT' },
    ];
    await expect(ensurePortsFree(wishes)).rejects.toThrow(
      `Port ${port} is in use by another program (pid ${process.pid}). Stop it, or choose another port with MUSTER_PORT.`,
    );
    taken.close();
    await once(taken, 'close');
    await expect(ensurePortsFree(wishes)).resolves.toBeUndefined();
  },
);

test('an address that is not of this machine is told with the setting that names it', async () => {
  // RFC 5737: nobody has it.
  const wish = { port: await freePort(), setting: 'MUSTER_PORT', host: '192.0.2.1' };
  await expect(ensurePortsFree([wish])).rejects.toThrow(
    '192.0.2.1 is not an address of this machine (EADDRNOTAVAIL). Choose another with MUSTER_HOST.',
  );
});

test('settings have the documented defaults and refuse what is not a port', () => {
  expect(readSettings({})).toMatchObject({ host: '127.0.0.1', port: 8080, temporalPort: 7233 });
  expect(readSettings({})).not.toHaveProperty('temporalUiPort');
  expect(readSettings({ MUSTER_HOME: '/x/y', MUSTER_TEMPORAL_PORT: '7333', MUSTER_TEMPORAL_UI: 'yes' })).toMatchObject({
    home: '/x/y',
    temporalPort: 7333,
    temporalUiPort: 8333,
  });
  expect(() => readSettings({ MUSTER_PORT: 'http' })).toThrow('MUSTER_PORT is "http"; it must be a port');
  expect(() => readSettings({ MUSTER_TEMPORAL_PORT: '65000' })).toThrow('from 1 to 64535');
});
