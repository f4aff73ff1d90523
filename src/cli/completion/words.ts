/** The words of the command line, read off the commands themselves, for a shell to complete. */

import { type Command as Parser, Command as Program } from 'commander';
import { type Command, CompletedOption } from '../shared/command.ts';

export interface CompletedFlag {
  /** Such as `-q` and `--quiet`. */
  readonly names: readonly string[];
  readonly text: string;
  /** What follows it: nothing, a file or folder, one of these words, or anything else. */
  readonly value: 'none' | 'file' | 'other' | readonly string[];
}

export interface CompletedCommand {
  readonly name: string;
  readonly text: string;
  readonly flags: readonly CompletedFlag[];
  /** What follows it: files, one of these words, or nothing. */
  readonly operands: 'files' | 'none' | readonly string[];
  /** Of a group. */
  readonly commands: readonly CompletedCommand[];
}

export type CommandTable = Readonly<Record<string, { readonly load: () => Promise<Command> }>>;

/** Operands that are words rather than files, by the name of the command. */
export type OperandWords = Readonly<Record<string, readonly string[]>>;

/** All commands with their flags. */
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

/** Short enough to stand beside a word. */
function firstPhrase(text: string): string {
  return text.split(/[:;.,([]/)[0]?.trim() ?? '';
}
