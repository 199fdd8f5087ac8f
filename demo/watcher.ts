/** How does the demo look at the system from outside, also while it is down? */
import { readConfig } from '../client/config';
import { connect, type Connected, type Ground, readGround } from '../client/connect';
import { connectTemporal, type TemporalLink } from '../client/temporal/connection';
import { Unanswered, Unreachable } from '../client/errors';
import { inWords, troubleOf } from '../client/temporal/errors';
import type { IncidentView } from '../domain/view';
import { postMortemId } from '../workflows/contract';
import type { SentMessage } from './messages';
import type { Service } from './service';
import type { Sight } from './sight';
import type { Outage, System } from './system';

/** Looks at the service, the incident, the post-mortem and what was sent, as anybody outside can. */
export class Watcher {
  private readonly ground: Ground;
  private last: Sight | undefined;
  private connected: { incidents: Connected; link: TemporalLink } | undefined;
  private address: string | undefined;
  private outage: Outage | undefined;

  constructor(
    private readonly system: System,
    private readonly service: Service,
    private readonly sent: (incident?: IncidentView) => readonly SentMessage[],
  ) {
    this.ground = readGround(readConfig(system.env));
  }

  /** From now on the incident at this address is looked at as well. */
  follow(address: string): void {
    this.address = address;
  }

  /** A connection that saw its server die waits before it tries again: a new one sees at once what runs. */
  async survived(outage: Outage): Promise<void> {
    this.outage = outage;
    await this.close();
  }

  /** Never rejects because something is away for a while: then it returns the last sight, with the trouble. */
  async look(): Promise<Sight> {
    const around = {
      now: Date.now(),
      servingMs: Date.now() - this.service.since,
      service: await this.service.look(),
      ...(this.outage !== undefined && { outage: this.outage }),
    };
    const seen = await this.lookAtIncident();
    this.last = { isPostMortemComplete: false, ...seen, ...around, sent: this.sent(seen.incident) };
    if (this.outage !== undefined && this.last.trouble === undefined)
      this.outage = { answeredAt: Date.now(), ...this.outage };
    return this.last;
  }

  async close(): Promise<void> {
    const open = this.connected;
    this.connected = undefined;
    await open?.incidents.close();
    await open?.link.close();
  }

  private async lookAtIncident(): Promise<Partial<Sight>> {
    if (this.address === undefined) return {};
    const before = { incident: this.last?.incident, postMortem: this.last?.postMortem };
    try {
      return { ...defined(before), ...(await this.ask(this.address, before.incident?.resolvedAt !== undefined)) };
    } catch (error) {
      if (!(error instanceof Unanswered) && !(error instanceof Unreachable)) throw error;
      return { ...defined(before), trouble: error.message };
    }
  }

  /** After the resolution only the post-mortem still changes; the incident is read once more at the end. */
  private async ask(address: string, isResolved: boolean): Promise<Partial<Sight>> {
    const { incidents, link } = await this.connection();
    if (!isResolved) return { incident: await incidents.incidents.show(address) };
    const id = this.last?.incident?.id ?? address;
    const status = await statusOf(link, postMortemId(id));
    // The resolution is seen a moment before what it begins.
    if (status === undefined) return {};
    const postMortem = await incidents.incidents.postMortem(id);
    const isPostMortemComplete = status === 'COMPLETED';
    if (!isPostMortemComplete) return { postMortem, isPostMortemComplete };
    return { postMortem, isPostMortemComplete, incident: await incidents.incidents.show(id) };
  }

  private async connection(): Promise<{ incidents: Connected; link: TemporalLink }> {
    if (this.connected !== undefined) return this.connected;
    const { env } = this.system;
    const config = readConfig(env);
    const wish = { env, ownPort: config.temporalPort };
    const link = await connectTemporal(wish);
    this.connected = { link, incidents: await connect(config, this.ground, wish) };
    return this.connected;
  }
}

/** The state of a workflow in Temporal; `undefined` if it doesn't exist. */
async function statusOf({ client }: TemporalLink, workflowId: string): Promise<string | undefined> {
  try {
    const { status } = await client.workflow.getHandle(workflowId).describe();
    return status.name;
  } catch (error) {
    if (troubleOf(error) === 'gone') return undefined;
    throw inWords(error);
  }
}

/** Leaves out undefined members, because a member that is present and undefined is not the same. */
function defined<T extends object>(members: T): { [Name in keyof T]?: NonNullable<T[Name]> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: NonNullable<T[Name]>;
  };
}
