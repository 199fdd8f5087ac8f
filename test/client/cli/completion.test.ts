import { execFileSync } from 'node:child_process';
import { muster } from './command-line';

/** What bash offers after these words, by the script that the command prints. */
async function offered(...words: string[]): Promise<string[]> {
  const { out } = await muster(['completion', 'bash']);
  const line = ['muster', ...words].map((word) => `'${word}'`).join(' ');
  const ask = `${out}\nCOMP_WORDS=(${line}); COMP_CWORD=${words.length.toString()}; _muster; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['--norc', '-c', ask], { encoding: 'utf8' }).split('\n').filter(Boolean);
}

test('bash completes commands, their parts and their options', async () => {
  expect(await offered('ac')).toEqual(['ack']);
  expect(await offered('token', 'r')).toEqual(['rotate', 'revoke']);
  expect(await offered('--json', 'resolve', 'x4tm', '--o')).toEqual(['--override']);
  expect(await offered('show', 'x4tm', '--w')).toEqual(['--watch']);
});

test('zsh reads the same script through its own loader', async () => {
  expect((await muster(['completion', 'zsh'])).out).toMatch(/^autoload -U \+X bashcompinit && bashcompinit\n_muster/);
});
