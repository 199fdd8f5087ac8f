/** What a PagerDuty account has, and who is on call in it. */
export interface FakeUser {
  id: string;
  name: string;
  email: string;
  time_zone?: string;
  contact_methods?: { id: string; type: string; address: string; country_code?: number; blacklisted?: boolean }[];
  notification_rules?: { urgency: 'high' | 'low'; start_delay_in_minutes: number; contact_method: { id: string } }[];
}

export interface Stretch {
  user: string;
  from: number;
  until: number;
}

export interface FakeSchedule {
  id: string;
  name: string;
  turns: Stretch[];
  /** They take the place of whatever turn they touch. */
  overrides?: Stretch[];
}

export interface FakePolicy {
  id: string;
  name: string;
  /** Level by level: schedules, and users who are always on call. */
  levels: ({ schedule: string } | { user: string })[][];
}

export class FakeAccount {
  users: FakeUser[] = [];
  schedules: FakeSchedule[] = [];
  policies: FakePolicy[] = [];
}

/** The final schedule: turns with what the overrides leave of them, and the overrides, in order. */
export function finalStretches({ turns, overrides = [] }: FakeSchedule): Stretch[] {
  const left = overrides.reduce<Stretch[]>(
    (stretches, over) =>
      stretches.flatMap((turn) =>
        over.until <= turn.from || turn.until <= over.from
          ? [turn]
          : [
              ...(turn.from < over.from ? [{ ...turn, until: over.from }] : []),
              ...(over.until < turn.until ? [{ ...turn, from: over.until }] : []),
            ],
      ),
    turns,
  );
  return [...left, ...overrides].sort((one, other) => one.from - other.from);
}
