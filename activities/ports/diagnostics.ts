/** What can Muster find out about systems without changing anything? */
import type { InvestigationCommand, Probe } from '../../policy/schema';

/** What an instant query gave, with what a person has to know about it. */
export interface Measurement {
  /** The highest of the series; absent where there is no number, and then `lacking` says why. Never `NaN` or endless. */
  value?: number;
  lacking?: string;
  /** What tells the series with that value from the others. */
  labels: Record<string, string>;
  series: number;
  /** When it was measured. */
  at: number;
  /** What was remarked about the answer, e.g. that a part of the storage did not take part. */
  warnings: string[];
}

/** A value over time: the highest of the series at each point that has one. */
export interface Course {
  points: { at: number; value: number }[];
  /** How many points have no value. */
  missing: number;
}

/** Queries against Prometheus. Of several series the highest counts, as the limits of a guide are upper ones. */
export interface Metrics {
  /** The value alone; `undefined` where the series is absent, `NaN` never. */
  query(expression: string, at?: number, signal?: AbortSignal): Promise<number | undefined>;
  /** The same, and in words why there is none. */
  measure(expression: string, at?: number, signal?: AbortSignal): Promise<Measurement>;
  /** About sixty points between two instants. */
  follow(expression: string, span: { from: number; to: number }, signal?: AbortSignal): Promise<Course>;
}

/** A plain GET of a health endpoint. */
export interface Health {
  check(
    url: string,
    withinMs: number,
    signal?: AbortSignal,
  ): Promise<{ healthy: boolean; status?: number; text: string }>;
}

type ToolOf<Use extends string> = Extract<InvestigationCommand['tool'], { use: Use }>;

type ProbeOf<Use extends string> = Extract<Probe, { use: Use }>;

/**
 * Read-only looks into the cluster. Text for people: its first line is the most telling thing, the others are particulars
 * and begin with two spaces. "none" is a finding.
 */
export interface Cluster {
  read(tool: ToolOf<'cluster'>, parameters: Record<string, string>, signal?: AbortSignal): Promise<string>;
  check(probe: ProbeOf<'cluster'>, parameters: Record<string, string>, signal?: AbortSignal): Promise<ProbeReading>;
}

/** Read-only looks into the database. Text for people, as of the cluster. A database that takes nobody in is a finding. */
export interface Database {
  read(tool: ToolOf<'database'>, parameters: Record<string, string>, signal?: AbortSignal): Promise<string>;
  check(probe: ProbeOf<'database'>, parameters: Record<string, string>, signal?: AbortSignal): Promise<ProbeReading>;
}

/** What changed between two versions. Text for people, as of the cluster. */
export interface Changes {
  compare(from: string, to: string, signal?: AbortSignal): Promise<string>;
}

export interface ProbeReading {
  passed: boolean;
  /** What was read, for people: "error rate 0.02 % (limit 0.1 %)". */
  evidence: string;
}
