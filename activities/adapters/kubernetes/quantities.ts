/** How are Kubernetes' quantities, such as `250m` or `512Mi`, read and written? */

const FACTORS: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A quantity of Kubernetes (`250m`, `512Mi`, `1e3`) in cores or bytes; `undefined` where it is none. */
export function quantity(text: string | number | undefined): number | undefined {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(n|u|m|k|[MGTPE]|[KMGTPE]i)?$/.exec(String(text ?? ''));
  if (match === null) return undefined;
  return Number(match[1]) * (FACTORS[match[2] ?? ''] ?? 1);
}

/** Cores as people write them: `0.25`, `1.5`. */
export const cores = (value: number): string => String(Number(value.toFixed(2)));

/** Bytes as people write them: `512 Mi`, `1.5 Gi`. */
export function bytes(value: number): string {
  if (value >= 2 ** 30) return `${Number((value / 2 ** 30).toFixed(1))} Gi`;
  return value >= 2 ** 20 ? `${Math.round(value / 2 ** 20)} Mi` : `${Math.round(value / 2 ** 10)} Ki`;
}
