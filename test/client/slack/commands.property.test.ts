import fc from 'fast-check';
import { NotAuthenticated } from '../../../client/errors';
import { readTyped } from '../../../client/slack/commands';
import { createRecent } from '../../../client/slack/duplicates';
import { createSlackHandlers } from '../../../client/slack/handlers';
import { OddRequest } from '../../../client/slack/requests';
import { createSlackVerifier } from '../../../client/slack/signature';
import { signedHeaders } from '../../fakes/slack/members';
import { aDirectory, fakeIncidents, shippedPolicy } from '../../support/client';

test('whatever is typed is a command or a wish for help; an incident it names looks like one', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(
        '',
        'ack ',
        'show ',
        'update ',
        'resolve ',
        'publish ',
        'unpublish ',
        'declare ',
        ' LIST',
        'help',
      ),
      fc.string({ unit: 'binary', maxLength: 100 }),
      (verb, rest) => {
        const command = readTyped(verb + rest);
        if ('ref' in command) expect(command.ref).toMatch(/^[a-z0-9][a-z0-9-]*$/i);
      },
    ),
  );
});

test('whatever comes as a payload is handled, or refused as odd, and an odd one does nothing', async () => {
  const acted: unknown[] = [];
  const handlers = createSlackHandlers({
    incidents: fakeIncidents({ act: (...act) => Promise.reject(new Error(String(acted.push(act)))) }),
    directory: aDirectory(),
    policies: shippedPolicy,
    now: () => 0,
    personOf: () => Promise.resolve(undefined),
    api: { openModal: () => Promise.resolve() },
    whisper: () => Promise.resolve(),
    recent: createRecent({ keepMs: 1_000, now: () => 0 }),
    onBug: (error) => acted.push(error),
  });
  const payload = fc.oneof(
    fc.anything({ withNullPrototype: true }),
    fc.record({
      type: fc.constantFrom('block_actions', 'view_submission', 'shortcut', '__proto__'),
      user: fc.oneof(fc.record({ id: fc.string() }), fc.anything()),
      trigger_id: fc.string(),
      actions: fc.array(fc.record({ action_id: fc.string(), value: fc.string(), action_ts: fc.string() })),
      view: fc.record({
        id: fc.string(),
        callback_id: fc.constantFrom('muster:decide', 'muster:declare', 'muster:constructor', ''),
        private_metadata: fc.oneof(fc.json(), fc.string(), fc.constant('{"ref":"x"}')),
        state: fc.oneof(fc.constant({ values: {} }), fc.anything()),
      }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(payload, async (given) => {
      for (const way of ['interaction', 'command'] as const) {
        try {
          await handlers[way](given).work?.();
        } catch (error) {
          expect(error).toBeInstanceOf(OddRequest);
        }
      }
      expect(acted).toEqual([]);
    }),
  );
});

test('no change of the bytes, the stamp or the secret keeps the signature', () => {
  const secret = 'signing-secret-0123456789';
  const at = 1_764_000_000;
  const verifier = createSlackVerifier({ secrets: [secret], now: () => at * 1000 });
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.integer({ min: -300, max: 300 }), (body, other, shift) => {
      fc.pre(body !== other || shift !== 0);
      const headers = signedHeaders(body, { secret, timestamp: at });
      const moved = { ...headers, 'x-slack-request-timestamp': String(at + shift) };
      expect(() => verifier.check(moved, Buffer.from(other))).toThrow(NotAuthenticated);
    }),
  );
});
