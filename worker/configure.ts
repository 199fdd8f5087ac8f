/** How the vendors are reached: reads all of their settings, and refuses two where there is room for one. */
import type { BehindPort, ConfiguredVendor, DeclaredVendor } from '../activities/adapters/shared/vendor';
import { StartRefused } from '../launcher/refusal';
import { KNOWN_VENDORS } from './vendors';

/** Reads what each vendor needs, and tells of the first thing that can't be used. */
export function configureVendors(
  env: NodeJS.ProcessEnv,
  vendors: readonly DeclaredVendor[] = KNOWN_VENDORS,
): ConfiguredVendor[] {
  const configured = vendors.map((vendor) => vendor.configure(env));
  for (const port of CHOICES) refuseTwo(configured, port);
  return configured;
}

/** Ports for which there are several vendors, of which one is used. */
const CHOICES = ['tickets'] as const satisfies BehindPort[];

const ONE_ONLY: Record<(typeof CHOICES)[number], string> = { tickets: 'tickets can only go to one tracker' };

function refuseTwo(configured: readonly ConfiguredVendor[], port: (typeof CHOICES)[number]): void {
  const rivals = configured.filter(({ isOn, vendor }) => isOn && vendor.ports.includes(port));
  if (rivals.length < 2) return;
  const variables = rivals.map(({ vendor }) => vendor.turnedOnBy ?? vendor.name).join(' and ');
  throw new StartRefused(`Both ${variables} are set, but ${ONE_ONLY[port]}. Remove one of them.`);
}
