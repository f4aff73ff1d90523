/** Completion for fish. */

import type { CompletedCommand, CompletedFlag } from './words.ts';

export function fishScript(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const start = `__fish_use_subcommand`;
  return `# Completion of nn for fish: nn completion fish | source
complete -c nn -e
complete -c nn -n ${start} -f -a help -d 'show the help of a command'
${commands.map(({ name, text }) => `complete -c nn -n ${start} -f -a ${name} -d ${quoted(text)}\n`).join('')}complete -c nn -n ${start} -l version -d 'show the version'
complete -c nn -n '__fish_seen_subcommand_from help' -f -a ${quoted(names)}
${commands.flatMap((command) => lines(command, `not __fish_seen_subcommand_from help; and __fish_seen_subcommand_from ${command.name}`)).join('')}`;
}

function lines(command: CompletedCommand, condition: string): string[] {
  const start = `complete -c nn -n ${quoted(condition)}`;
  const inner = command.commands.map(({ name }) => name);
  const words = [...(typeof command.operands === 'string' ? [] : command.operands), ...inner];
  const own =
    inner.length === 0 ? condition : `${condition}; and not __fish_seen_subcommand_from ${inner.join(' ')}`;
  return [
    ...(words.length > 0
      ? [`complete -c nn -n ${quoted(own)} -f -a ${quoted(words.join(' '))}\n`]
      : command.operands === 'none'
        ? [`${start} -f\n`]
        : []),
    ...command.flags.map((flag) => `${start} ${flagText(flag)}\n`),
    ...command.commands.flatMap((one) =>
      lines(one, `${condition}; and __fish_seen_subcommand_from ${one.name}`),
    ),
  ];
}

function flagText({ names, text, value }: CompletedFlag): string {
  const forms = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const follows =
    value === 'none'
      ? ''
      : value === 'file'
        ? ' -r -F'
        : value === 'other'
          ? ' -x'
          : ` -x -a ${quoted(value.join(' '))}`;
  return `${forms.join(' ')}${follows} -d ${quoted(text)}`;
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
