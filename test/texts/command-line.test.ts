/** Renders the help of every command of the command line into one file, for a reviewer to read. */
import { muster } from '../client/cli/command-line';
import { expectText } from './golden';
import { heading } from './teller';

const commandsIn = (help: string): string[] => {
  const from = help.indexOf('\nCommands:');
  if (from < 0) return [];
  return [...help.slice(from).matchAll(/^ {2}([a-z][a-z-]*)/gm)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'help');
};

async function helpOf(...path: string[]): Promise<string[]> {
  const { out } = await muster([...path, '--help']);
  const below: string[] = [];
  for (const command of commandsIn(out)) below.push(...(await helpOf(...path, command)));
  return [heading(['muster', ...path].join(' ')), out, ...below];
}

test('the help of every command', async () => {
  expectText('command-line', (await helpOf()).join('\n'));
});
