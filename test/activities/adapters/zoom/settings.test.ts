import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readZoomSettings } from '../../../../activities/adapters/zoom/settings';
import { temporaryFolder } from '../../../support/temporary-folder';

const ZOOM = { MUSTER_ZOOM_ACCOUNT_ID: 'a', MUSTER_ZOOM_CLIENT_ID: 'c', MUSTER_ZOOM_CLIENT_SECRET: 's' };

const fileWith = (text: string): string => {
  const file = join(temporaryFolder('secret'), 'secret');
  writeFileSync(file, text);
  return file;
};

describe('the settings of Zoom', () => {
  it('is not used where nothing is set', () => {
    expect(readZoomSettings({})).toBeUndefined();
  });

  it('takes the secret from a file', () => {
    const { MUSTER_ZOOM_CLIENT_SECRET: _, ...rest } = ZOOM;
    const file = fileWith('from the file\n');
    expect(
      readZoomSettings({ ...rest, MUSTER_ZOOM_CLIENT_SECRET_FILE: file, MUSTER_ZOOM_USER: 'b@example.com' }),
    ).toEqual({
      accountId: 'a',
      clientId: 'c',
      clientSecret: 'from the file',
      user: 'b@example.com',
      waitingRoom: false,
    });
  });

  it.each([
    [{ ...ZOOM, MUSTER_ZOOM_CLIENT_ID: '' }, /Zoom needs MUSTER_ZOOM_CLIENT_ID as well/],
    [{ ...ZOOM, MUSTER_ZOOM_API_URL: 'ftp://x' }, /MUSTER_ZOOM_API_URL is "ftp:/],
    [{ ...ZOOM, MUSTER_ZOOM_WAITING_ROOM: 'maybe' }, /must be yes or no/],
  ])('refuses %j', (env, reason) => {
    expect(() => readZoomSettings(env)).toThrow(reason);
  });
});
