/** How are the demo's vendors started and stopped together? */
import type { Person } from '../../directory/schema';
import type { SentEffect } from './effects';
import { type Cast, type Port, PORTS } from '../outcome';
import type { Press, Received, RunningVendor, Vendor } from './vendor';

/** What somebody received, and from which vendor. */
export interface ReceivedAt extends Received {
  readonly vendor: string;
}

/** All vendors that take part. */
export interface RunningVendors {
  readonly cast: readonly Cast[];
  /** `MUSTER_` settings of all of them. */
  readonly settings: NodeJS.ProcessEnv;
  readonly pages: readonly { readonly name: string; readonly url: string }[];
  received(effects?: readonly SentEffect[]): ReceivedAt[];
  /** What any of them still shows as ongoing. */
  readonly goingOn: () => string[];
  /** Uses the first vendor where people press buttons; absent if no vendor has any. */
  readonly press?: (press: Press) => Promise<string>;
  stop(): Promise<void>;
}

/** Starts vendors; when one can't be started, those that run are stopped and it rejects. */
export async function startVendors(vendors: readonly Vendor[], people: readonly Person[]): Promise<RunningVendors> {
  const running: (RunningVendor & { name: string })[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(running.map((vendor) => vendor.stop()));
  };
  try {
    for (const vendor of vendors) running.push({ name: vendor.name, ...(await vendor.start(people)) });
  } catch (error) {
    await stop();
    throw error;
  }
  const press = running.find((vendor) => vendor.press !== undefined)?.press;
  return {
    cast: vendors,
    settings: Object.assign({}, ...running.map(({ settings }) => settings)) as NodeJS.ProcessEnv,
    pages: running.flatMap(({ name, page }) => (page === undefined ? [] : [{ name, url: page }])),
    received: (effects = []) =>
      running.flatMap((vendor) => vendor.received(effects).map((one) => ({ ...one, vendor: vendor.name }))),
    goingOn: () => running.flatMap(({ name, goingOn }) => (goingOn?.() ?? []).map((what) => `${name}: ${what}`)),
    ...(press !== undefined && { press }),
    stop,
  };
}

/** The ports that no vendor of the cast serves; their messages go to the outbox. */
export const portsWithoutVendor = (cast: readonly Cast[]): Port[] =>
  PORTS.filter((port) => !cast.some(({ ports }) => ports.includes(port)));
