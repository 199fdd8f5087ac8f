import { createPrometheus } from '../../../../activities/adapters/prometheus';
import { ProviderRejected, ProviderUnavailable } from '../../../../activities/errors';
import { startFakePrometheus, vector } from '../../../fakes/prometheus';
import { type FakeVendor, json } from '../../../fakes/vendor';

const token = 'canary-21aa';

describe('Prometheus', () => {
  let vendor: FakeVendor;
  let times: (string | null)[];
  const warned: string[] = [];
  const answers: Record<string, object> = {
    one: vector('0.25'),
    small: vector('1.5e-05'),
    worst: vector('0.1', '0.7', '0.3'),
    negative: vector('-3', '-1'),
    'some idle': vector('NaN', '0.2'),
    idle: vector('NaN'),
    endless: vector('0.1', '+Inf'),
    'endless below': vector('-Inf'),
    absent: vector(),
    'scalar(1)': { status: 'success', data: { resultType: 'scalar', result: [1705329000, '2'] } },
    'x[5m]': { status: 'success', data: { resultType: 'matrix', result: [] } },
    partial: { ...vector('1'), warnings: ['one store did not answer'] },
    'no number': vector('many'),
  };
  beforeAll(async () => {
    ({ vendor, times } = await startFakePrometheus(token, answers));
  });
  afterAll(() => vendor.stop());
  const metrics = () =>
    createPrometheus({
      baseUrl: `${vendor.url}/prometheus/`,
      bearerToken: token,
      onWarnings: (warnings) => warned.push(...warnings),
    });

  it.each([
    ['one', 0.25],
    ['small', 0.000015],
    ['worst', 0.7],
    ['negative', -1],
    ['some idle', 0.2],
    ['idle', undefined],
    ['endless', undefined],
    ['endless below', undefined],
    ['absent', undefined],
    ['scalar(1)', 2],
  ])('reads %j as %p', async (expression, value) => {
    expect(await metrics().query(expression)).toBe(value);
  });

  it('asks for the instant it is told, in seconds', async () => {
    await metrics().query('one', 1_705_329_000_123);
    await metrics().query('one');
    expect(times.slice(-2)).toEqual(['1705329000.123', null]);
  });

  it('says what Prometheus found wrong with the query', async () => {
    const failure = metrics().query('sum(');
    await expect(failure).rejects.toBeInstanceOf(ProviderRejected);
    await expect(failure).rejects.toThrow('parse error: unclosed left parenthesis');
  });

  it('passes on what Prometheus remarks', async () => {
    expect(await metrics().query('partial')).toBe(1);
    expect(warned).toEqual(['one store did not answer']);
  });

  it.each(['x[5m]', 'no number'])('refuses what is no instant value: %s', async (expression) => {
    await expect(metrics().query(expression)).rejects.toBeInstanceOf(ProviderRejected);
  });

  it('tells a busy Prometheus from a refusing one, whatever the status line says', async () => {
    vendor.failNext(json(200, { status: 'error', errorType: 'timeout', error: 'query timed out' }));
    await expect(metrics().query('one')).rejects.toBeInstanceOf(ProviderUnavailable);
    vendor.failNext(json(422, { status: 'error', errorType: 'execution', error: 'many-to-many matching' }));
    await expect(metrics().query('one')).rejects.toThrow('many-to-many matching');
  });
});
