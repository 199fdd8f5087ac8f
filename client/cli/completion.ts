/** What does a shell have to know to complete `muster` commands and their options? */
import type { Command } from 'commander';

export const SHELLS = ['bash', 'zsh'] as const;

/** The script that a shell reads: the names of all commands, their parts and options. Ends with a line break. */
export function completionScript(program: Command, shell: (typeof SHELLS)[number]): string {
  const parts = (command: Command): string[] => [
    ...command.commands.map((one) => one.name()),
    ...command.options.map(({ long, short }) => long ?? short ?? ''),
    '--help',
  ];
  const choices = program.commands.map((one) => `    ${one.name()}) words="${parts(one).join(' ')}" ;;`);
  return [
    ...(shell === 'zsh' ? ['autoload -U +X bashcompinit && bashcompinit'] : []),
    '_muster() {',
    '  local word="${COMP_WORDS[COMP_CWORD]}" command="" words="" each',
    '  for each in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    '    case "$each" in -*) ;; *) command="$each"; break ;; esac',
    '  done',
    '  case "$command" in',
    `    "") words="${parts(program).join(' ')}" ;;`,
    ...choices,
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
    '}',
    'complete -o default -F _muster muster',
    '',
  ].join('\n');
}
