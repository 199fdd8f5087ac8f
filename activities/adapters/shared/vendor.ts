/** What a vendor says of itself, so that the worker can use it without knowing it: the shape of each `vendor.ts`. */
import type { LiveDirectory } from '../../../directory/directory';
import type { OnCallBook } from '../../../directory/provider-on-call';
import type { DirectoryData } from '../../../directory/schema';
import type { Parameters } from '../../../policy/parameters';
import type { Deployments, Pager, Ports } from '../../ports';
import type { IntegrationCheck } from '../../ports/check';
import type { Channel } from '../delivery/channel';

/** The ports behind which one vendor stands at most. */
type PortOfOne =
  | 'follower'
  | 'chat'
  | 'mailer'
  | 'reminderMail'
  | 'bridge'
  | 'tickets'
  | 'statusPage'
  | 'calendar'
  | 'health'
  | 'metrics'
  | 'cluster'
  | 'database'
  | 'changes'
  | 'suites';

/** What vendors put behind the ports. */
export interface Behind extends Partial<Pick<Ports, PortOfOne>> {
  /** Ways to reach a person with a page. Each person's own order of them is in the directory. */
  channels?: readonly Channel[];
  /** A way to roll back that the policy names; nothing where this one does not. It comes before what is connected anyway. */
  namedDeployments?: (parameters: Parameters) => Deployments | undefined;
  /** The way to roll back that is connected anyway; nothing where it does not fit these parameters. */
  deployments?: (parameters: Parameters) => Deployments | undefined;
}

export type BehindPort = keyof Behind;

/** What a vendor may use of the worker. */
export interface Surroundings {
  /** Muster's home, where a vendor keeps what it has to remember. */
  home: string;
  /** The worker's own environment, for programs that it starts. */
  env: NodeJS.ProcessEnv;
  directory: LiveDirectory;
  /** Takes the pages of people that a vendor can't reach. */
  otherwise: Pager;
  /** The call that people always use, where the policy names one. */
  standingUrl: string | undefined;
}

/** What a check may use of the worker. */
export interface CheckedWorker {
  ports: Ports;
  people: () => DirectoryData;
  /** Whether any vendor stands behind a port. */
  isServed: (port: BehindPort) => boolean;
}

/** Where a vendor that knows who is on call keeps its answers, and who hears that it can't. */
export interface OnCallKeeping {
  home: string;
  warn: (message: string, problem: string) => void;
}

interface Declaration<Settings, Port extends BehindPort, Opened> {
  /** As people call it. */
  name: string;
  /** The variable that turns it on; absent where the policy does. */
  turnedOnBy?: string;
  /** How it is reached, or nothing where it is not configured. Refuses what can't be used. Calls nobody. */
  settings: (env: NodeJS.ProcessEnv) => Settings | undefined;
  /** The ports that it stands behind. */
  ports: readonly Port[];
  /** Makes it ready. Calls nobody. */
  open: (settings: Settings, around: Surroundings) => Opened;
  /** What `muster doctor` asks, also where it is not configured. Vendors whose checks are about the same share its lines. */
  check: (settings: Settings | undefined, worker: CheckedWorker, opened: Opened | undefined) => IntegrationCheck;
  /** What is wrong with its settings, found without it. Better heard at the start than in an incident. */
  problems?: (opened: Opened) => Promise<string[]>;
  /** Who asks it who is on call, for the directory. */
  onCall?: (settings: Settings, keeping: OnCallKeeping) => OnCallBook;
}

/** A vendor as the worker sees it. */
export interface DeclaredVendor {
  readonly name: string;
  readonly turnedOnBy?: string;
  readonly ports: readonly BehindPort[];
  /** Reads its settings. Throws `StartRefused` for what can't be used. */
  configure(env: NodeJS.ProcessEnv): ConfiguredVendor;
}

/** A vendor whose settings are read. */
export interface ConfiguredVendor {
  readonly vendor: DeclaredVendor;
  /** Whether it is used: it is where it has settings. */
  readonly isOn: boolean;
  /** Why it is off although it is set: its settings can't be used. */
  readonly problem?: string;
  readonly settings: object | undefined;
  open(around: Surroundings): OpenVendor;
  onCall(keeping: OnCallKeeping): OnCallBook | undefined;
}

/** A vendor that is ready. One that is not used stands behind nothing, and has a check all the same. */
export interface OpenVendor {
  readonly vendor: DeclaredVendor;
  readonly behind: Behind;
  check(worker: CheckedWorker): IntegrationCheck;
  readonly problems: () => Promise<string[]>;
}

/** Declares a vendor. What its settings and its client look like is nobody's business but its own. */
export function declareVendor<
  Settings extends object,
  Port extends BehindPort,
  Opened extends Pick<Required<Behind>, Port>,
>({ settings, open, check, problems, onCall, ...said }: Declaration<Settings, Port, Opened>): DeclaredVendor {
  const vendor: DeclaredVendor = { ...said, configure };
  return vendor;

  function configure(env: NodeJS.ProcessEnv): ConfiguredVendor {
    const read = settings(env);
    return {
      vendor,
      isOn: read !== undefined,
      settings: read,
      onCall: (keeping) => read && onCall?.(read, keeping),
      open(around) {
        const opened = read && open(read, around);
        return {
          vendor,
          behind: opened ?? {},
          check: (worker) => check(read, worker, opened),
          problems: async () => (opened && (await problems?.(opened))) ?? [],
        };
      },
    };
  }
}
