/** Completion for zsh. */

import type { CompletedCommand, CompletedFlag } from './words.ts';

export function zshScript(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name);
  return `#compdef nn
# Completion of nn for zsh: source <(nn completion zsh), after compinit
_nn() {
  local curcontext="$curcontext" state line
  typeset -A opt_args
  _arguments -C '(- *)--help[show help]' '(- *)--version[show the version]' '1:command:->command' '*::argument:->argument'
  case $state in
    command)
      local -a commands
      commands=(${['help:show the help of a command', ...commands.map(({ name, text }) => `${name}:${text.replaceAll(':', '\\:')}`)].map(quoted).join(' ')})
      _describe command commands
      ;;
    argument)
      case $words[1] in
        help) _values command ${names.map(quoted).join(' ')} ;;
${commands.map((command) => `        ${command.name}) ${call(command, '        ')} ;;\n`).join('')}      esac
      ;;
  esac
}
compdef _nn nn
`;
}

function call(command: CompletedCommand, indent: string): string {
  const flags = command.flags.map((flag) => quoted(spec(flag)));
  if (command.commands.length === 0) return ['_arguments -S', ...flags, ...operands(command)].join(' ');
  const inner = command.commands
    .map((one) => `${indent}    ${one.name}) ${call(one, `${indent}    `)} ;;\n`)
    .join('');
  const names = command.commands.map(({ name }) => name).join(' ');
  return `
${indent}  _arguments -C -S ${flags.join(' ')} ${quoted(`1:command:(${names})`)} '*::argument:->inner'
${indent}  if [[ $state == inner ]]; then
${indent}    case $words[1] in
${inner}${indent}    esac
${indent}  fi`;
}

function operands({ operands: what }: CompletedCommand): string[] {
  if (what === 'none') return [];
  return [quoted(what === 'files' ? '*:file:_files' : `1:word:(${what.join(' ')})`)];
}

/** Quoted, \`(-q --quiet){-q,--quiet}\` becomes two words: each name has its own specification. */
function spec({ names, text, value }: CompletedFlag): string {
  const name = names.at(-1) ?? '';
  const told = text.replace(/[[\]\\:]/g, '\\$&');
  const follows =
    value === 'none'
      ? ''
      : value === 'file'
        ? ':file:_files'
        : value === 'other'
          ? ':value: '
          : `:value:(${value.join(' ')})`;
  return `*${name}[${told}]${follows}`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
