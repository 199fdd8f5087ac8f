/** How does a test talk to an incident on a server whose clock skips? */
import { untilAnswered } from '../../client/temporal/queries';
import type { PostMortemDeed } from '../../domain/post-mortem/acts';
import type { PostMortemView } from '../../domain/post-mortem/view';
import type { Deed } from '../../domain/state/acts';
import type { Alert, AlertGroup } from '../../domain/state/alert';
import type { Incident } from '../../domain/state/incident';
import type { Policy, Severity } from '../../policy/schema';
import {
  actUpdates,
  alertsArrivedSignal,
  incidentIdOf,
  type IncidentInput,
  postMortemId,
  postMortemQuery,
  postMortemUpdates,
  providerActedSignal,
  stateQuery,
  WORK_QUEUE,
} from '../../workflows/contract';
import type { incidentWorkflow } from '../../workflows/incident';
import { actor } from './actor';
import { alertOf, groupOf, guide, PEOPLE } from './virtual-clock';
import type { WorkflowHandleWithSignaledRunId } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { randomUUID } from 'node:crypto';

interface Opening {
  policy?: Policy;
  continueAfterEvents?: number;
  /** What is heard first, instead of one alert of the severity. */
  alerts?: Alert[];
}

/** A running incident on a server whose clock skips, spoken to as a client does. */
export class SkippingIncident {
  private constructor(
    private readonly env: TestWorkflowEnvironment,
    readonly handle: WorkflowHandleWithSignaledRunId<typeof incidentWorkflow>,
    readonly address: string,
    readonly id: string,
  ) {}

  static async open(
    env: TestWorkflowEnvironment,
    severity: Severity,
    opening: Opening = {},
  ): Promise<SkippingIncident> {
    const address = `release-manager-${randomUUID().slice(0, 8)}`;
    const pinned = { policy: opening.policy ?? guide, hash: 'test', speed: 1 };
    const input: IncidentInput = { address, pinned, continueAfterEvents: opening.continueAfterEvents ?? 20_000 };
    const handle = await env.client.workflow.signalWithStart<typeof incidentWorkflow, [AlertGroup]>(
      'incidentWorkflow',
      {
        workflowId: address,
        taskQueue: WORK_QUEUE,
        args: [input],
        signal: alertsArrivedSignal,
        signalArgs: [groupOf(...(opening.alerts ?? [alertOf({ severity, service: 'release-manager' })]))],
      },
    );
    return new SkippingIncident(env, handle, address, incidentIdOf(address, handle.signaledRunId));
  }

  /** Lets the clock run. Leave a second between an act and a timer: closer than that the skipping server wedges. */
  async waits(duration: number | string): Promise<this> {
    await this.env.sleep(duration);
    return this;
  }

  act(by: string, deed: Deed): Promise<string> {
    const actId = randomUUID();
    const act = { ...actor({ actId, incidentId: this.id, by, roles: PEOPLE[by] ?? [] }), ...deed };
    return this.handle.executeUpdate(actUpdates[deed.do], { args: [act], updateId: actId });
  }

  /** A monitoring system reports. */
  async hears(...alerts: Alert[]): Promise<this> {
    await this.handle.signal(alertsArrivedSignal, groupOf(...alerts));
    return this;
  }

  /** Somebody does it where the alert came from. */
  async atProvider(by: string, fingerprint: string): Promise<this> {
    const who = { by, byName: by, roles: PEOPLE[by] ?? [], via: 'pagerduty' };
    await this.handle.signal(providerActedSignal, {
      ...who,
      eventId: randomUUID(),
      fingerprint,
      deed: { do: 'acknowledge' },
    });
    return this;
  }

  state(): Promise<Incident> {
    return untilAnswered(this.handle, () => this.handle.query(stateQuery));
  }

  private get postMortem() {
    return this.env.client.workflow.getHandle(postMortemId(this.id));
  }

  followUp(by: string, deed: PostMortemDeed): Promise<string> {
    const actId = randomUUID();
    const act = { ...actor({ actId, incidentId: this.id, by, roles: PEOPLE[by] ?? [] }), ...deed };
    return this.postMortem.executeUpdate(postMortemUpdates[deed.do], { args: [act], updateId: actId });
  }

  postMortemView(): Promise<PostMortemView> {
    return untilAnswered(this.postMortem, () => this.postMortem.query(postMortemQuery));
  }

  postMortemResult(): Promise<unknown> {
    return this.postMortem.result();
  }
}
