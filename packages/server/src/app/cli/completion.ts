import type { Command } from 'commander';
import { OperatorError } from '../../kernel/index.ts';
import { print } from './print.ts';

/** What may come next: a command, or an option such as `--json`. */
interface Word {
  readonly text: string;
  readonly help: string;
  /** What stands after it is its value, and no command. */
  readonly takesValue: boolean;
}

/** Every command by its path, such as "key rotate" ("" is the program), and what may follow it. */
type Words = ReadonlyMap<string, readonly Word[]>;

const SHELLS: Readonly<Record<string, (words: Words) => string>> = {
  bash,
  zsh: (words) => `autoload -U +X compinit && compinit
autoload -U +X bashcompinit && bashcompinit
${bash(words)}`,
  fish,
};

const HELP = `
Into your shell, and into its start-up file:
  source <(tollgate completion bash)            # ~/.bashrc
  source <(tollgate completion zsh)             # ~/.zshrc
  tollgate completion fish | source             # ~/.config/fish/config.fish`;

export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .description('Print a script that completes commands and options.')
    .argument('<shell>', 'bash, zsh or fish')
    .addHelpText('after', HELP)
    .action((shell: string) => {
      const write = SHELLS[shell];
      if (write === undefined) throw new OperatorError(`There is no completion for "${shell}"`);
      print(write(wordsOf(program)));
    });
}

function wordsOf(command: Command, path = ''): Map<string, readonly Word[]> {
  const commands = command.commands.map((each) => {
    return { text: each.name(), help: each.description(), takesValue: false };
  });
  const options = command.options.flatMap(({ long, description, required, optional }) =>
    long == null ? [] : [{ text: long, help: description, takesValue: required || optional }],
  );
  const help = { text: '--help', help: 'say what it does', takesValue: false };
  return new Map([
    [path, [...commands, ...options, help]],
    ...command.commands.flatMap((each) => [...wordsOf(each, `${path} ${each.name()}`.trim())]),
  ]);
}

/** Options after which a value stands. */
function withValues(words: Words): string[] {
  const all = [...words.values()].flat().filter(({ takesValue }) => takesValue);
  return [...new Set(all.map(({ text }) => text))];
}

function bash(words: Words): string {
  const paths = [...words.keys()].filter((path) => path !== '');
  const cases = [...words].map(
    ([path, list]) => `    "${path}") words="${list.map(({ text }) => text).join(' ')}" ;;`,
  );
  return `_tollgate() {
  local path="" word words="" value=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [ -n "$value" ]; then value=""; continue; fi
    case "$word" in ${withValues(words).join('|')}) value=1 ;; esac
    case "\${path:+$path }$word" in
      ${paths.map((path) => `"${path}"`).join('|')}) path="\${path:+$path }$word" ;;
    esac
  done
  COMPREPLY=()
  if [ -n "$value" ]; then return; fi
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _tollgate tollgate
`;
}

function fish(words: Words): string {
  const paths = [...words.keys()].filter((path) => path !== '').map(quoted);
  const lines = [...words].flatMap(([path, list]) =>
    list.map(({ text, help, takesValue }) => {
      const word = text.startsWith('--') ? `-l ${text.slice(2)}` : `-a ${text}`;
      const rest = `${takesValue ? ' -r' : ''} -d ${quoted(help)}`;
      return `complete -c tollgate -n ${quoted(`__tollgate_at ${quoted(path)}`)} ${word}${rest}`;
    }),
  );
  return `function __tollgate_at
  set -l path ''
  for word in (commandline -opc)[2..-1]
    set -l next (string trim "$path $word")
    if contains -- $next ${paths.join(' ')}
      set path $next
    end
  end
  test "$path" = "$argv"
end
complete -c tollgate -f
${lines.join('\n')}
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', ' ')}'`;
}
