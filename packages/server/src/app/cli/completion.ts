import type { Command } from 'commander';
import { OperatorError } from '../../kernel/index.ts';
import { print } from './print.ts';

const SHELLS: Readonly<Record<string, (words: ReadonlyMap<string, readonly string[]>) => string>> =
  {
    bash,
    zsh: (words) => `autoload -U +X bashcompinit && bashcompinit\n${bash(words)}`,
    fish,
  };

export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .description('Print a completion script: source <(tollgate completion bash)')
    .argument('<shell>', 'bash, zsh or fish')
    .action((shell: string) => {
      const write = SHELLS[shell];
      if (write === undefined) throw new OperatorError(`There is no completion for "${shell}"`);
      print(write(wordsOf(program)));
    });
}

/** What may follow after each command: its own commands and its options. */
function wordsOf(command: Command, path = ''): Map<string, readonly string[]> {
  const options = command.options.map(({ long }) => long).filter((long) => long != null);
  const names = command.commands.map((each) => each.name());
  return new Map([
    [path, [...names, ...options]],
    ...command.commands.flatMap((each) => [...wordsOf(each, `${path} ${each.name()}`.trim())]),
  ]);
}

function bash(words: ReadonlyMap<string, readonly string[]>): string {
  const cases = [...words].map(([path, list]) => `    "${path}") words="${list.join(' ')}" ;;`);
  return `_tollgate() {
  local path="" word words=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) path="\${path:+$path }$word" ;; esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _tollgate tollgate
`;
}

function fish(words: ReadonlyMap<string, readonly string[]>): string {
  const lines = [...words].flatMap(([path, list]) => {
    const condition =
      path === ''
        ? '__fish_use_subcommand'
        : path
            .split(' ')
            .map((name) => `__fish_seen_subcommand_from ${name}`)
            .join('; and ');
    return list.map((word) =>
      word.startsWith('--')
        ? `complete -c tollgate -n '${condition}' -l ${word.slice(2)}`
        : `complete -c tollgate -n '${condition}' -f -a ${word}`,
    );
  });
  return `${lines.join('\n')}\n`;
}
