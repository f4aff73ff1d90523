/** Parses a command line to a command and its flags, or to a help text. */

import { CommanderError, Command as Parser } from 'commander';
import { UsageError } from '../errors.ts';
import { commandName, commands } from './commands.ts';
import type { Command, Context } from './shared/command.ts';
import { CommandLineError } from './shared/command-line-error.ts';
import { foreignFlagHint } from './shared/foreign-flags.ts';
import { helpLayout } from './shared/help.ts';
import type { OutputStream } from './terminal/console.ts';

export type ParsedCommandLine =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'run'; readonly ignoreEpipe: boolean; run(context: Context): Promise<number> };

const WIDEST_HELP = 100;

/** `nn help train` is `nn train --help`; flags before the command are treated as if they came after it. */
function normalised(argv: readonly string[]): { name: string; rest: readonly string[]; help: boolean } {
  const [first, second = '', ...topic] = argv;
  if (first === 'help') {
    const name = commandName(second);
    return { name, rest: Object.hasOwn(commands, name) ? [...topic, '--help'] : [], help: true };
  }
  const at = argv.findIndex((argument) => !argument.startsWith('-'));
  if (at === -1) return { name: '', rest: argv, help: false };
  return { name: commandName(argv[at]), rest: [...argv.slice(0, at), ...argv.slice(at + 1)], help: false };
}

/** `nn help train` takes no more arguments; `nn help data` takes one of its commands. */
function checkTopic(name: string, command: Command, rest: readonly string[]): void {
  const words = rest.filter((argument) => !argument.startsWith('-'));
  const [word] = command.commands?.includes(words[0]) ? words.slice(1) : words;
  if (word === undefined) return;
  const known = command.commands === undefined ? '' : `: ${name} has ${command.commands.join(', ')}`;
  throw new CommandLineError(`help ${name}: unexpected argument ${word}${known}`, `See: nn help ${name}`);
}

/** Throws a CommandLineError if the command line is invalid. */
export async function readCommandLine(
  argv: readonly string[],
  out: OutputStream,
): Promise<ParsedCommandLine> {
  const { name, rest, help: asksHelp } = normalised(argv);
  let line = rest;
  let help = '';
  let invocation: ParsedCommandLine | null = null;
  const program = new Parser('nn')
    .exitOverride()
    .helpCommand(false)
    .configureHelp({ ...helpLayout, styleTitle: out.paint.bold, styleOptionTerm: out.paint.cyan })
    .configureOutput({
      writeOut: (text) => {
        help += text;
      },
      writeErr: () => {}, // the error is reported elsewhere
      getOutHelpWidth: () => Math.min(WIDEST_HELP, out.columns),
      getOutHasColors: () => out.paint.level > 0,
    });
  for (const [key, { load }] of Object.entries(commands)) {
    if (key !== name) {
      program.command(key);
      continue;
    }
    const command = await load();
    if (asksHelp) checkTopic(name, command, rest);
    line = command.arrange?.(rest) ?? rest;
    command.addTo(program, rest, (run) => {
      invocation = { kind: 'run', ignoreEpipe: command.ignoreEpipe, run };
    });
  }
  try {
    await program.parseAsync(name === '' ? [...line] : [name, ...line], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return { kind: 'help', text: help };
    throw commandLineError(error, name, line === rest ? '' : ` ${line[0]}`, chosen(program, name, line));
  }
  if (invocation === null) throw new CommandLineError('no command given', 'Run `nn help` for all commands');
  return invocation;
}

/** The parser of the command; for a group, of the selected command. */
function chosen(program: Parser, name: string, [verb]: readonly string[]): Parser | undefined {
  const command = program.commands.find((candidate) => candidate.name() === name);
  return command?.commands.find((candidate) => candidate.name() === verb) ?? command;
}

/** The long names of a command's flags. */
function flagsOf(command: Parser | undefined): string[] {
  return (command?.options ?? []).flatMap(({ long }) => long ?? []);
}

/** The commands of a group, for an unknown one; empty for others. */
function verbsOf(command: Parser | undefined): string {
  const names = (command?.commands ?? []).map((verb) => verb.name());
  return names.length === 0 ? '' : `: ${command?.name()} has ${names.join(', ')}`;
}

/** For an unknown flag with the name of an argument; null for others. */
function argumentHint(flag: string, command: Parser | undefined): string | null {
  const argument = command?.registeredArguments.find((candidate) => `--${candidate.name()}` === flag);
  return argument === undefined
    ? null
    : `the ${argument.name()} is an argument: nn ${command?.name()} <${argument.name()}>`;
}

/**
 * @param verb of a group, preceded by a space
 * @param command its parser
 */
function commandLineError(error: unknown, name: string, verb: string, command: Parser | undefined): unknown {
  const known = Object.hasOwn(commands, name);
  const unknownVerb = error instanceof CommanderError && error.code === 'commander.unknownCommand';
  const hint = known ? `See: nn help ${name}${unknownVerb ? '' : verb}` : 'Run `nn help` for all commands';
  if (error instanceof UsageError) return new CommandLineError(error.message, hint, { cause: error });
  if (!(error instanceof CommanderError)) return error;
  const [, flag = ''] = /^error: unknown option '([^'=]+)/.exec(error.message) ?? [];
  const foreign =
    flag === '' ? null : (argumentHint(flag, command) ?? foreignFlagHint(flag, flagsOf(command)));
  const verbs = unknownVerb ? verbsOf(command) : '';
  const message =
    foreign === null
      ? error.message
          .replace(/^error: /, '')
          .replace(/\n\(Did you mean (.*)\?\)$/s, ' (did you mean $1?)')
          .replace(/\n/g, ' ') + verbs
      : `unknown option '${flag}' (${foreign})`;
  const picture = !known && /\.\w+$/.test(name) ? `To read a picture: nn predict ${name}` : hint;
  return new CommandLineError(message, picture, { cause: error });
}
