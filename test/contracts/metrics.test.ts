import { createPrometheus } from '../../activities/adapters/prometheus';
import { startFakePrometheus, vector } from '../fakes/prometheus';
import { describeProvider } from './provider.contract';

const token = 'canary-8c2e';

describeProvider('Prometheus', async () => {
  const { vendor } = await startFakePrometheus(token, { up: vector('1') });
  const metrics = createPrometheus({ baseUrl: `${vendor.url}/prometheus`, bearerToken: token, withinMs: 1_500 });
  return { vendor, token, act: (signal) => metrics.query('up', undefined, signal) };
});
