/** Whether the doctor finds an identity provider that nobody could sign in with. */
import { examineProvider } from '../../../client/health/provider';
import { REGISTERED, startProvider } from '../access/identity-provider';

test('a provider that answers is fine, and one that does not is an error', async () => {
  const provider = await startProvider();
  const settings = { issuer: provider.issuer, audience: 'muster', personClaim: 'email', client: REGISTERED };
  expect(await examineProvider(undefined)).toEqual([]);
  expect(await examineProvider(settings)).toMatchObject([
    { state: 'ok', text: expect.stringContaining(REGISTERED.redirectUri) as string },
  ]);
  expect(await examineProvider({ ...settings, issuer: `${provider.issuer}/other` })).toMatchObject([
    { state: 'error' },
  ]);
  await provider.shut();
  expect(await examineProvider(settings)).toMatchObject([{ state: 'error' }]);
});
