/**
 * How are the vendors reached? This room reads all of their settings; a vendor whose settings can't be used is off and named,
 * so that a mistake about one never keeps the others from paging people.
 */
import type { BehindPort, ConfiguredVendor, DeclaredVendor } from '../activities/adapters/shared/vendor';
import { wrong } from '../domain/doctor/finding';
import { inertLine } from '../domain/text/inert';
import { redact } from '../domain/text/redact';
import { type OffIntegration } from '../launcher/off-integrations';
import { StartRefused } from '../launcher/refusal';
import { KNOWN_VENDORS } from './vendors';

/** Reads what each vendor needs. One whose settings can't be used is there and off. */
export function configureVendors(
  env: NodeJS.ProcessEnv,
  vendors: readonly DeclaredVendor[] = KNOWN_VENDORS,
): ConfiguredVendor[] {
  const configured = vendors.map((vendor) => configuredOrOff(vendor, env));
  return CHOICES.reduce(withoutRivals, configured);
}

/** Which vendors are off, and why. */
export const offAmong = (vendors: readonly ConfiguredVendor[]): OffIntegration[] =>
  vendors.flatMap(({ vendor: { name }, problem }) => (problem === undefined ? [] : [{ name, problem }]));

function configuredOrOff(vendor: DeclaredVendor, env: NodeJS.ProcessEnv): ConfiguredVendor {
  try {
    return vendor.configure(env);
  } catch (error) {
    if (error instanceof StartRefused) return off(vendor, error.message);
    throw error;
  }
}

const LONGEST_PROBLEM = 1_000;

function off(vendor: DeclaredVendor, why: string): ConfiguredVendor {
  const problem = inertLine(redact(why), LONGEST_PROBLEM);
  const { name } = vendor;
  return {
    vendor,
    isOn: false,
    problem,
    settings: undefined,
    onCall: () => undefined,
    open: () => ({
      vendor,
      behind: {},
      check: () => ({ what: name, examine: () => Promise.resolve([wrong(name, `off: ${problem}`)]) }),
      problems: () => Promise.resolve([]),
    }),
  };
}

/** Ports for which there are several vendors, of which one is used. */
const CHOICES = ['tickets'] as const satisfies BehindPort[];

const ONE_ONLY: Record<(typeof CHOICES)[number], string> = { tickets: 'tickets can only go to one tracker' };

/** Nobody can tell which of two was meant, so neither is used. */
function withoutRivals(configured: ConfiguredVendor[], port: (typeof CHOICES)[number]): ConfiguredVendor[] {
  const rivals = configured.filter(({ isOn, vendor }) => isOn && vendor.ports.includes(port));
  if (rivals.length < 2) return configured;
  const variables = rivals.map(({ vendor }) => vendor.turnedOnBy ?? vendor.name).join(' and ');
  const why = `Both ${variables} are set, but ${ONE_ONLY[port]}. Remove one of them.`;
  return configured.map((one) => (rivals.includes(one) ? off(one.vendor, why) : one));
}
