/** The words that a shell completes, from the definitions of the commands. */

import { type Command as Parser, Command as Program } from 'commander';
import { type Command, CompletedOption } from '../shared/command.ts';

export interface CompletedFlag {
  /** Such as `-q` and `--quiet`. */
  readonly names: readonly string[];
  readonly text: string;
  /** Its value: none, a file or folder, one of these words, or anything else. */
  readonly value: 'none' | 'file' | 'other' | readonly string[];
}

export interface CompletedCommand {
  readonly name: string;
  readonly text: string;
  readonly flags: readonly CompletedFlag[];
  /** Its operands: files, one of these words, or none. */
  readonly operands: 'files' | 'none' | readonly string[];
  /** The subcommands of a group. */
  readonly commands: readonly CompletedCommand[];
}

export type CommandTable = Readonly<Record<string, { readonly load: () => Promise<Command> }>>;

/** Operands that are words instead of files, by the name of the command. */
export type OperandWords = Readonly<Record<string, readonly string[]>>;

/** Reads all commands with their flags. */
export async function readCommands(table: CommandTable, operands: OperandWords): Promise<CompletedCommand[]> {
  const program = new Program('nn');
  for (const { load } of Object.values(table)) (await load()).addTo(program, [], () => {});
  return program.commands.map((command) => completed(command, operands));
}

function completed(command: Parser, operands: OperandWords): CompletedCommand {
  const name = command.name();
  const options = [...command.createHelp().visibleOptions(command)];
  const takesFiles = command.registeredArguments.length > 0;
  return {
    name,
    text: firstPhrase(command.summary() || command.description()),
    flags: options.map((option) => ({
      names: [option.short, option.long].filter((form) => form !== undefined && form !== null),
      text: firstPhrase(option.description),
      value: valueAfter(option),
    })),
    operands: operands[name] ?? (takesFiles ? 'files' : 'none'),
    commands: command.commands.map((one) => completed(one, operands)),
  };
}

type Option = ReturnType<ReturnType<Parser['createHelp']>['visibleOptions']>[number];

function valueAfter(option: Option): CompletedFlag['value'] {
  if (!option.required && !option.optional) return 'none';
  if (option instanceof CompletedOption && option.completions.length > 0) return option.completions;
  return /<[^>]*(file|folder|path)/.test(option.flags) ? 'file' : 'other';
}

/** Short enough to be shown next to a word. */
function firstPhrase(text: string): string {
  return text.split(/[:;.,([]/)[0]?.trim() ?? '';
}
