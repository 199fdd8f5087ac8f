/** What does Prometheus answer to a query? */
import { FakeVendor, json } from './vendor';
import type { VendorAnswer, VendorRequest } from './vendor';

/** Prometheus' query endpoint, strict about the request; it knows the expressions that it was given data for. */
export async function startFakePrometheus(
  token: string,
  data: Record<string, object>,
): Promise<{ vendor: FakeVendor; times: (string | null)[] }> {
  const times: (string | null)[] = [];
  const answer = (request: VendorRequest): VendorAnswer => {
    if (request.headers.authorization !== `Bearer ${token}`) return { status: 401, body: 'Unauthorized' };
    if (request.method !== 'POST' || request.path !== '/prometheus/api/v1/query') return { status: 404, body: '' };
    if (request.headers['content-type'] !== 'application/x-www-form-urlencoded') return { status: 415, body: '' };
    const form = new URLSearchParams(request.body);
    times.push(form.get('time'));
    const found = data[form.get('query') ?? ''];
    if (found === undefined) {
      const error = 'invalid parameter "query": 1:8: parse error: unclosed left parenthesis';
      return json(400, { status: 'error', errorType: 'bad_data', error });
    }
    return json(200, found);
  };
  return { vendor: await FakeVendor.start(answer), times };
}

/** The answer of an instant query: one series per value. */
export function vector(...values: string[]): object {
  const result = values.map((value, at) => ({ metric: { pod: `pod-${at}` }, value: [1705329000.123, value] }));
  return { status: 'success', data: { resultType: 'vector', result } };
}
