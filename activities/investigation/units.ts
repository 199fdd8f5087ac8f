/** How is a measured value written with its unit? */
import type { MetricUnit } from '../../policy/schema';

const inUnits: Record<MetricUnit, (value: number) => string> = {
  seconds: (value) => `${rounded(value)} s`,
  share: (value) => `${rounded(value * 100)} %`,
  'per-second': (value) => `${rounded(value)}/s`,
  bytes: sized,
};

/** A measured value as people read it: `7.2 s`, `29 %`, `12/s`, `1.5 GiB`. */
export const spokenValue = (value: number, unit?: MetricUnit): string =>
  unit === undefined ? rounded(value) : inUnits[unit](value);

/** Whole from 100 on, else with two digits that count. */
const rounded = (value: number): string =>
  String(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(2)));

function sized(bytes: number): string {
  const steps = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  const step = bytes === 0 ? 0 : Math.min(steps.length - 1, Math.floor(Math.log2(Math.abs(bytes)) / 10));
  return `${rounded(bytes / 1024 ** Math.max(0, step))} ${steps[Math.max(0, step)] ?? ''}`;
}
