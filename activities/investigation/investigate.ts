/**
 * What does one step of the guide's investigation find? This room runs the step's read-only commands and the probes
 * within their time; it changes nothing in any system, and a command that fails never fails the incident.
 */
import { clean } from '../../domain/text/inert';
import { redact } from '../../domain/text/redact';
import { type Parameters, renderParameters } from '../../policy/parameters';
import type { InvestigationCommand, InvestigationStep } from '../../policy/schema';
import type { Ports } from '../ports';
import { commandLine } from './by-hand';
import { metricLine } from './metric-line';
import { type StepOutcome, summaryOf } from './summary';
import { withUnknownVersions, withVersions } from './versions';
import { Context } from '@temporalio/activity';
import { messageOf } from '../../domain/text/message-of';

/** How much of one command's output goes into the incident. The whole of a longer one goes into a document. */
const LONGEST_OUTPUT = 1_200;

const LONGEST_DOCUMENT = 256 * 1024;

export interface StepFinding {
  title: string;
  state: 'done' | 'cut-off';
  /** The most telling thing in one line, then each command's output: `- title: first line`, the rest below it. */
  text: string;
}

export interface StepRequest {
  incidentId: string;
  step: InvestigationStep;
  parameters: Parameters;
}

type Tools = Pick<Ports, 'health' | 'metrics' | 'cluster' | 'database' | 'changes' | 'deployments'>;

const BY_HAND = 'not connected; run by hand: ';

/** What Muster can't look at itself, a person can: the guide's own command, ready to be pasted. */
const byHand = (command: InvestigationCommand, parameters: Parameters): string =>
  `${BY_HAND}${commandLine(command.byHand, parameters)}`;

async function look(
  tools: Tools,
  command: InvestigationCommand,
  parameters: Parameters,
  signal: AbortSignal,
): Promise<string> {
  const { tool } = command;
  const names = Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value]));
  switch (tool.use) {
    case 'http': {
      const { healthy, text } = await tools.health.check(renderParameters(tool.url, parameters), 5_000, signal);
      return `${healthy ? 'healthy' : 'NOT healthy'}: ${text}`;
    }
    case 'prometheus': {
      const metrics = tools.metrics(parameters);
      if (metrics === undefined) return byHand(command, parameters);
      return metricLine(metrics, tool, { parameters, now: Date.now(), signal });
    }
    case 'cluster':
      return tools.cluster?.read(tool, names, signal) ?? byHand(command, parameters);
    case 'database':
      return tools.database?.read(tool, names, signal) ?? byHand(command, parameters);
    case 'changes': {
      const [from, to] = [renderParameters(tool.from, parameters), renderParameters(tool.to, parameters)];
      return tools.changes?.compare(from, to, signal) ?? byHand(command, parameters);
    }
  }
}

/** Runs one command until it is done or the signal ends it. What came out of it is clean and without secrets. */
async function carryOut(
  tools: Tools,
  command: InvestigationCommand,
  parameters: Parameters,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const deployments = tools.deployments(parameters);
  let known = deployments.automatic ? withUnknownVersions(parameters) : parameters;
  const lookAtVersions = async (): Promise<string> => {
    known = await withVersions(deployments, command, parameters, signal);
    return look(tools, command, known, signal);
  };
  const looked = lookAtVersions().then(
    (text): StepOutcome => ({ command, state: text.startsWith(BY_HAND) ? 'by-hand' : 'seen', text }),
    (error: unknown): StepOutcome => ({ command, state: 'failed', text: orByHand(`failed: ${messageOf(error)}`) }),
  );
  const orByHand = (what: string): string => `${what}\nrun by hand: ${commandLine(command.byHand, known)}`;
  const cut = new Promise<StepOutcome>((resolve) => {
    const resolveCut = (): void => resolve({ command, state: 'cut-off', text: orByHand('cut off') });
    signal.addEventListener('abort', resolveCut, { once: true });
  });
  const outcome = await Promise.race([looked, cut]);
  return { ...outcome, text: clean(redact(outcome.text.slice(0, LONGEST_DOCUMENT)), LONGEST_DOCUMENT) };
}

export const createInvestigatingActivities = ({ records, ...tools }: Tools & Pick<Ports, 'records'>) => {
  /** The output as far as it fits into an incident; the whole of a longer one is kept beside the record, and said where. */
  const bounded = async ({ incidentId, step }: StepRequest, { command, text }: StepOutcome): Promise<string> => {
    if (text.length <= LONGEST_OUTPUT) return clean(text, LONGEST_OUTPUT);
    const kept = await records.keep(incidentId, `${step.id}-${command.id}.txt`, text).catch(() => undefined);
    if (kept === undefined) return clean(text, LONGEST_OUTPUT);
    const pointer = `\n  … full output: ${kept}`;
    return `${text.slice(0, Math.max(0, LONGEST_OUTPUT - pointer.length))}${pointer}`;
  };

  return {
    /**
     * Runs one step's commands at the same time within the step's time box, read-only, and begins with what is most
     * telling. A command that fails or is cut off says so in its line; the others stand. Never fails the incident.
     */
    async investigate(request: StepRequest): Promise<StepFinding> {
      const { step, parameters } = request;
      const signal = AbortSignal.any([AbortSignal.timeout(step.timeBox), Context.current().cancellationSignal]);
      const outcomes = await Promise.all(step.commands.map((command) => carryOut(tools, command, parameters, signal)));
      const lines = await Promise.all(
        outcomes.map(async (outcome) => `- ${outcome.command.title}: ${await bounded(request, outcome)}`),
      );
      const state = outcomes.some((outcome) => outcome.state === 'cut-off') ? 'cut-off' : 'done';
      return { title: step.title, state, text: [summaryOf(outcomes), ...lines].join('\n') };
    },
  };
};
