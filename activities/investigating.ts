import { Context } from '@temporalio/activity';
import { clean } from '../domain/inert';
import type { InvestigationCommand, InvestigationStep } from '../policy/schema';
import { renderParameters, type Parameters } from '../policy/parameters';
import type { Ports } from './ports';

/** How much of one command's output goes into the incident. */
const LONGEST_OUTPUT = 1_200;

export interface StepFinding {
  title: string;
  state: 'done' | 'cut-off';
  text: string;
}

type Tools = Pick<Ports, 'health' | 'metrics' | 'cluster' | 'database' | 'changes'>;

/** What Muster can't look at itself, a person can: the guide's own command, ready to be typed. */
const byHand = (command: InvestigationCommand, parameters: Parameters): string =>
  `not connected; by hand: ${renderParameters(command.byHand, parameters).replace(/\s*\n\s*/g, ' ')}`;

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
      const value = await metrics.query(renderParameters(tool.query, parameters), undefined, signal);
      return value === undefined ? 'none (no such series, or no traffic)' : String(Number(value.toPrecision(4)));
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

export const createInvestigatingActivities = (tools: Tools) => ({
  /**
   * Runs one step's commands at the same time within the step's time box, read-only. A command that fails or is cut off
   * says so in its line; the others stand. Never fails the incident.
   */
  async investigate({ step, parameters }: { step: InvestigationStep; parameters: Parameters }): Promise<StepFinding> {
    const box = AbortSignal.timeout(step.timeBox);
    const signal = AbortSignal.any([box, Context.current().cancellationSignal]);
    const cut = new Promise<'cut off'>((resolve) => {
      signal.addEventListener('abort', () => resolve('cut off'), { once: true });
    });
    const lines = await Promise.all(
      step.commands.map(async (command) => {
        const output = await Promise.race([
          look(tools, command, parameters, signal).catch(
            (error: unknown) => `failed: ${error instanceof Error ? error.message : String(error)}`,
          ),
          cut,
        ]);
        return { output, line: `- ${command.title}: ${clean(output, LONGEST_OUTPUT)}` };
      }),
    );
    const state = lines.some(({ output }) => output === 'cut off') ? 'cut-off' : 'done';
    return { title: step.title, state, text: lines.map(({ line }) => line).join('\n') };
  },
});
