import fc from 'fast-check';
import { readAlertmanager as readDelivery } from '../../../../client/http/intake/alertmanager';
import { CAPS, NoAlert } from '../../../../client/http/intake/delivery';
import { BadJson, parseStrictJson } from '../../../../client/http/strict-json';
import { anAlert, aWebhook } from '../../../support/client';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const readAlertmanager = (body: unknown) => readDelivery(body).alerts;

const recorded = (name: string): unknown => {
  const request = parseStrictJson(readFileSync(join(__dirname, 'payloads', name))) as { body: unknown };
  return request.body;
};

describe('recorded requests of Alertmanager', () => {
  it('reads a firing one', () => {
    expect(readAlertmanager(recorded('alertmanager-firing.json'))).toEqual([
      {
        source: 'alertmanager',
        service: 'release-manager',
        group: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
        listing: { group: expect.stringMatching(/^[0-9a-f]{12}$/) as string, unlisted: 0 },
        fingerprint: '9651db4e3bcca095',
        firing: true,
        title: 'Release Manager API degraded',
        description: 'app_bad is 1 on 127.0.0.1:18080',
        labels: expect.objectContaining({ severity: 'P1', service: 'release-manager' }) as object,
        annotations: expect.objectContaining({ summary: 'Release Manager API degraded' }) as object,
        startsAt: Date.parse('2026-11-23T08:41:46.227Z'),
      },
    ]);
  });

  it('reads a resolved one', () => {
    expect(readAlertmanager(recorded('alertmanager-resolved.json'))).toMatchObject([
      { firing: false, title: '5xx ratio 50% on release-manager' },
    ]);
  });
});

describe('identity', () => {
  it.each([
    ['the alert', { commonLabels: { service: 'a' }, alerts: [anAlert({ labels: { service: 'c', job: 'd' } })] }, 'c'],
    [
      'the common labels',
      { commonLabels: { service: 'a' }, groupLabels: { service: 'b' }, alerts: [anAlert({ labels: {} })] },
      'a',
    ],
    ['the group labels', { groupLabels: { service: 'b' }, alerts: [anAlert({ labels: { job: 'd' } })] }, 'b'],
    ['the job', { alerts: [anAlert({ labels: { job: 'd' } })] }, 'd'],
  ])('takes the service from %s', (_where, changed, service) => {
    expect(readAlertmanager(aWebhook({ commonLabels: {}, groupLabels: {}, ...changed }))).toMatchObject([{ service }]);
  });

  it('names no service where nothing does: such an alert has an address of its own', () => {
    const [alert] = readAlertmanager(
      aWebhook({ commonLabels: {}, groupLabels: {}, alerts: [anAlert({ labels: {} })] }),
    );
    expect(alert).not.toHaveProperty('service');
  });

  it.each(['', '  ', null])('takes the fingerprint %j for none', (fingerprint) => {
    const alerts = ['a', 'b'].map((instance) => ({ ...anAlert({ labels: { instance } }), fingerprint }));
    const [first, second] = readAlertmanager(aWebhook({ alerts }));
    expect(first?.fingerprint).not.toBe(second?.fingerprint);
  });

  it("tells alerts apart whose labels have each other's names and values", () => {
    const labels = [
      { a: 'b', c: 'd' },
      { a: 'c', b: 'd' },
    ];
    const alerts = labels.map((own) => ({ ...anAlert({ labels: own }), fingerprint: undefined }));
    const [first, second] = readAlertmanager(aWebhook({ alerts }));
    expect(first?.fingerprint).not.toBe(second?.fingerprint);
  });

  it('tells alerts without a fingerprint apart by their labels', () => {
    const alerts = ['a', 'b'].map((instance) => ({ ...anAlert({ labels: { instance } }), fingerprint: undefined }));
    const [first, second] = readAlertmanager(aWebhook({ alerts }));
    expect(first?.fingerprint).not.toBe(second?.fingerprint);
  });
});

describe('what is too long', () => {
  it('is cut and says so', () => {
    const alert = anAlert({ labels: { l: 'x'.repeat(2_000) }, annotations: { summary: 'y'.repeat(9_000) } });
    const [read] = readAlertmanager(aWebhook({ alerts: [alert] }));
    expect(read?.labels.l).toBe(`${'x'.repeat(CAPS.label)}…truncated`);
    expect(read?.annotations.summary).toBe(`${'y'.repeat(CAPS.annotation)}…truncated`);
  });

  it('keeps those that fire when there are too many', () => {
    const clear = Array.from({ length: CAPS.alerts + 100 }, (_, n) =>
      anAlert({ status: 'resolved', fingerprint: `clear-${n}` }),
    );
    const alerts = readAlertmanager(aWebhook({ alerts: [...clear, anAlert({ fingerprint: 'fires' })] }));
    expect(alerts).toHaveLength(CAPS.alerts);
    expect(alerts[0]?.fingerprint).toBe('fires');
  });
});

describe('a body full of mistakes', () => {
  /** Values that count how often they are looked at. */
  function counting(howMany: number) {
    let looks = 0;
    const values = Array.from({ length: howMany }, (_, n) => [
      `l${n}`,
      {
        get status() {
          looks += 1;
          return undefined;
        },
      },
    ]);
    return { list: values.map(([, value]) => value), byName: Object.fromEntries(values) as object, looks: () => looks };
  }

  it('is read to a limit, each alert once, and refused for the first of them', () => {
    const { list, looks } = counting(CAPS.listed + 1_000);
    expect(() => readAlertmanager(aWebhook({ alerts: list }))).toThrow(/alerts\.0\.status: /);
    expect(looks()).toBeLessThanOrEqual(2 * CAPS.listed);
  });

  it.each(['labels', 'annotations'])('is refused for the first of its %s', (field) => {
    const { byName } = counting(50_000);
    expect(() => readAlertmanager(aWebhook({ alerts: [anAlert({ [field]: byName })] }))).toThrow(
      `Not a valid Alertmanager webhook: alerts.0.${field}.l0: must be text.`,
    );
  });
});

describe('what is no alert', () => {
  it.each([
    ['nothing', undefined],
    ['text', 'alert'],
    ['a list', []],
    ['another version', aWebhook({ version: '3' })],
    ['no group key', aWebhook({ groupKey: '' })],
    ['no alerts', aWebhook({ alerts: [] })],
    ['an unknown status', aWebhook({ alerts: [anAlert({ status: 'pending' })] })],
    ['a label that is a number', aWebhook({ alerts: [anAlert({ labels: { n: 1 } })] })],
  ])('is refused with a reason: %s', (_what, body) => {
    expect(() => readAlertmanager(body)).toThrow(NoAlert);
    expect(() => readAlertmanager(body)).toThrow(/^Not a valid Alertmanager webhook: .+\.$/);
  });

  it.each([
    ['bytes that are no text', Uint8Array.of(0x22, 0xff, 0x22), 'The body is not UTF-8.'],
    ['half a body', Buffer.from('{"alerts": ['), 'The body is not JSON.'],
    [
      '__proto__',
      Buffer.from('{"a": {"__proto__": {"b": 1}}}'),
      'The body has a field named __proto__, which is not allowed.',
    ],
    ['what is nested too deep', Buffer.from('['.repeat(100_000) + ']'.repeat(100_000)), 'The body is not JSON.'],
  ])('is refused before it is read: %s', (_what, bytes, reason) => {
    expect(() => parseStrictJson(bytes)).toThrow(BadJson);
    expect(() => parseStrictJson(bytes)).toThrow(reason);
  });
});

describe('whatever comes', () => {
  const texts = fc.dictionary(fc.string(), fc.string({ maxLength: 6_000 }), { maxKeys: 4 });
  const alerts = fc.array(
    fc.record(
      {
        status: fc.constantFrom('firing', 'resolved'),
        labels: texts,
        annotations: texts,
        startsAt: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
        fingerprint: fc.string(),
      },
      { requiredKeys: ['status', 'labels', 'startsAt'] },
    ),
    { minLength: 1, maxLength: 8 },
  );

  it('throws nothing but its own error', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.record({ version: fc.constant('4'), groupKey: fc.anything(), alerts: fc.anything() }),
        ),
        (body) => {
          try {
            readAlertmanager(body);
          } catch (error) {
            expect(error).toBeInstanceOf(NoAlert);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('keeps to its caps', () => {
    fc.assert(
      fc.property(alerts, fc.string({ minLength: 1 }), (list, groupKey) => {
        let read;
        try {
          read = readAlertmanager({ version: '4', groupKey, alerts: list });
        } catch (error) {
          expect(error).toBeInstanceOf(NoAlert);
          return;
        }
        const mark = '…truncated'.length;
        for (const { labels, annotations, title, description } of read) {
          for (const text of Object.values(labels)) expect(text.length).toBeLessThanOrEqual(CAPS.label + mark);
          for (const text of [...Object.values(annotations), title, description])
            expect(text.length).toBeLessThanOrEqual(CAPS.annotation + mark);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('reads bytes as JSON or refuses them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          parseStrictJson(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(BadJson);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
