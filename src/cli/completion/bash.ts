/** Completion for bash 3.2 and later. */

import type { CompletedCommand, CompletedFlag } from './words.ts';

export function bashScript(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name);
  return `# Completion of nn for bash: source <(nn completion bash)
_nn() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD - 1]}" path="" word n
  for ((n = 1; n < COMP_CWORD; n++)); do
    word="\${COMP_WORDS[n]}"
    case "$path $word" in
    " help") path=" help" ;;
${commands.map((command) => pathCase('', command)).join('')}    esac
  done
  COMPREPLY=()
  case "$path" in
  "") COMPREPLY=($(compgen -W "help ${names.join(' ')} --help --version" -- "$cur")) ;;
  " help") COMPREPLY=($(compgen -W "${names.join(' ')}" -- "$cur")) ;;
${commands.flatMap((command) => commandCases('', command)).join('')}  esac
}
complete -o default -F _nn nn
`;
}

/** Typed words select commands and their subcommands, also after \`help\`. */
function pathCase(path: string, { name, commands }: CompletedCommand): string {
  const own = `${path} ${name}`;
  const inner = commands.map((command) => pathCase(own, command)).join('');
  return `    ${quoted(own)}) path=${quoted(own)} ;;\n${inner}`;
}

function commandCases(path: string, command: CompletedCommand): string[] {
  const own = `${path} ${command.name}`;
  const flags = command.flags.flatMap(({ names }) => names);
  const operands = [
    ...(typeof command.operands === 'string' ? [] : command.operands),
    ...command.commands.map(({ name }) => name),
  ];
  const words = operands.length === 0 ? '' : ` ;;\n    *) ${reply(operands)}`;
  const values = [
    ...command.flags.map(wordCase),
    plainCase(command.flags, 'file', 'return'),
    plainCase(command.flags, 'other', 'compopt +o default 2>/dev/null; return'),
  ].join('');
  const text = `  ${quoted(own)})
    case "$prev" in
${values}    esac
    case "$cur" in
    -*) ${reply(flags)}${words} ;;
    esac
    ;;
`;
  return [text, ...command.commands.flatMap((one) => commandCases(own, one))];
}

function wordCase({ names, value }: CompletedFlag): string {
  return typeof value === 'string' ? '' : `    ${names.join(' | ')}) ${reply(value)}; return ;;\n`;
}

/** Without candidates, bash completes file names unless \`compopt\` disables it, which bash 3.2 lacks. */
function plainCase(flags: readonly CompletedFlag[], kind: CompletedFlag['value'], action: string): string {
  const names = flags.flatMap((flag) => (flag.value === kind ? flag.names : []));
  return names.length === 0 ? '' : `    ${names.join(' | ')}) ${action} ;;\n`;
}

function reply(words: readonly string[]): string {
  return `COMPREPLY=($(compgen -W "${words.join(' ')}" -- "$cur"))`;
}

const quoted = (text: string): string => `"${text}"`;
