/** How do the scenes of the demo run in order, with people acting and the system being killed? */
import { join } from 'node:path';
import type { IncidentView } from '../domain/view';
import { postAlert, readAlert, type Taken } from './alertmanager';
import { updateToWrite } from './cadence';
import { atTheKeyboard, typed } from './person';
import { ON_CALL } from './roles';
import { actInRoom, type RoomDeed } from './room';
import type { DeedInRoom, SceneDeed, PersonsDeed, Scene } from './scene';
import type { Screen } from './screen';
import type { Service } from './service';
import { holderOf, type Sight } from './sight';
import type { System } from './system';
import { until } from './until';
import type { Press } from './vendors/vendor';
import type { Watcher } from './watcher';

const BAD_VERSION = 'v2024.01.15';

/** What the play runs on. */
export interface Stage {
  readonly system: System;
  readonly service: Service;
  readonly watcher: Watcher;
  readonly screen: Screen;
  readonly signal: AbortSignal;
  /** The folder of the example. */
  readonly example: string;
  /** How people press buttons; without it they type instead. */
  readonly press?: ((press: Press) => Promise<string>) | undefined;
}

/** What is known when the play is over. */
export interface Played {
  readonly sight: Sight;
  readonly alert: Taken;
  /** The same alert again, sent into the outage. */
  readonly repeated: Taken;
}

/** Plays the scenes one after the other; rejects with what it waited for, or with the refusal that somebody got. */
export async function play(scenes: readonly Scene[], stage: Stage): Promise<Played> {
  const director = new Director(stage);
  for (const scene of scenes) await director.reach(scene);
  return director.played();
}

class Director {
  private sight: Sight | undefined;
  private alert: Taken | undefined;
  private repeated: Promise<Taken> | undefined;
  private said = '';

  constructor(private readonly stage: Stage) {}

  async reach(scene: Scene): Promise<void> {
    const { screen, signal } = this.stage;
    screen.waitFor(scene.until);
    await until(scene.until, signal, async () => (scene.when(await this.look()) ? true : undefined));
    if (scene.say !== this.said) screen.narrate(scene.say);
    this.said = scene.say;
    if (scene.does !== undefined) await this.carryOut(scene.does);
  }

  async played(): Promise<Played> {
    const { sight, alert, repeated } = this;
    if (sight === undefined || alert === undefined || repeated === undefined)
      throw new Error('The demo sent no alert.');
    return { sight, alert, repeated: await repeated };
  }

  /** Beside the scenes the lead keeps the cadence of the updates. */
  private async look(): Promise<Sight> {
    const { watcher, screen } = this.stage;
    this.sight = await watcher.look();
    screen.show(this.sight);
    const words = updateToWrite(this.sight);
    if (words !== undefined) await this.type(ON_CALL, (id) => ['update', id, words]);
    return this.sight;
  }

  private async carryOut(deed: SceneDeed): Promise<void> {
    if ('by' in deed) return this.act(deed);
    const { service, watcher } = this.stage;
    switch (deed.stage) {
      case 'break':
        return service.deploy(BAD_VERSION);
      case 'alert':
        this.alert = await this.post('firing');
        watcher.follow(this.alert.address);
        return;
      case 'kill':
        return this.kill();
      case 'all-clear':
        await this.repeated;
        await this.post('resolved');
        return;
    }
  }

  /** Alertmanager doesn't know about the outage and repeats the alert in the middle of it. */
  private async kill(): Promise<void> {
    const { system, watcher, signal } = this.stage;
    this.stage.screen.waitFor('the worker and Temporal to run again');
    const outage = system.killAll(signal);
    this.repeated = this.post('firing');
    // It is awaited later; until then a failure must not count as an unhandled rejection.
    this.repeated.catch(() => undefined);
    await watcher.survived(await outage);
  }

  private post(status: 'firing' | 'resolved'): Promise<Taken> {
    const { system, signal, example } = this.stage;
    return postAlert(system.http.url, readAlert(join(example, 'alertmanager-firing.json'), status), signal);
  }

  private act(deed: PersonsDeed | DeedInRoom): Promise<void> {
    const { press } = this.stage;
    const { by, presses } = deed;
    if (press !== undefined && presses !== undefined) return this.press(by, presses, press);
    return 'inRoom' in deed ? this.goToRoom(by, deed.inRoom) : this.type(by, deed.types);
  }

  private async goToRoom(role: string, deed: RoomDeed): Promise<void> {
    const { system, screen, signal } = this.stage;
    const { incident, person } = this.holder(role);
    screen.type(`[${deed.button}] pressed in the room by ${person.name}`);
    screen.answer(await actInRoom(system.http.url, person.id, incident.id, deed, signal));
  }

  private async press(role: string, button: Press['button'], press: (press: Press) => Promise<string>): Promise<void> {
    const { screen, signal } = this.stage;
    const { incident, person } = this.holder(role);
    screen.type(`[${button}] pressed by ${person.name}`);
    screen.answer(await press({ person: person.id, incidentId: incident.id, button, signal }));
  }

  private holder(role: string): { incident: IncidentView; person: IncidentView['people'][number] } {
    const incident = this.sight?.incident;
    if (incident === undefined) throw new Error('There is no incident yet to act on.');
    return { incident, person: holderOf(incident, role) };
  }

  private async type(role: string, types: PersonsDeed['types']): Promise<void> {
    const { system, screen } = this.stage;
    const { incident, person } = this.holder(role);
    const argv = [...types(incident.id), '--as', person.id];
    const command = typed(argv);
    screen.type(command);
    const { code, text } = await atTheKeyboard(argv, system.env);
    if (code !== 0) throw new Error(`${command}\nended with ${code}: ${text}`);
    screen.answer(text);
  }
}
