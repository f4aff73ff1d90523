/** A command that consists of subcommands, such as `nn data` of `nn data list` and `nn data fetch`. */

import { Option } from 'commander';
import type { Command } from './command.ts';
import { helpGroup } from './flags.ts';

export interface GroupSpec {
  readonly name: string;
  /** A short paragraph for its help. */
  readonly about: string;
  readonly commands: Readonly<Record<string, Command>>;
  /** The subcommand that runs by default. */
  readonly fallback: string;
}

export function defineGroup({ name, about, commands, fallback }: GroupSpec): Command {
  return {
    ignoreEpipe: false,
    commands: Object.keys(commands),
    arrange(line) {
      const at = line.findIndex((argument) => Object.hasOwn(commands, argument));
      if (at !== -1) return [line[at], ...line.slice(0, at), ...line.slice(at + 1)];
      const [first = '--'] = line;
      const help = line.includes('--help') || line.includes('-h');
      return help || !first.startsWith('-') ? line : [fallback, ...line];
    },
    addTo(program, line, ready): void {
      const parser = program.command(name).description(about).helpCommand(false);
      parser.addHelpOption(new Option('-h, --help', 'show this help').helpGroup(helpGroup));
      parser.addHelpText('after', `\nMore: nn help ${name} ${Object.keys(commands).join('|')}`);
      for (const command of Object.values(commands)) command.addTo(parser, line, ready);
    },
  };
}
