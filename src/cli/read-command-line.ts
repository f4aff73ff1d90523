/** From a command line to what it runs, or to a help text. */

import { CommanderError, Command as Parser } from 'commander';
import { UsageError } from '../errors.ts';
import { commands } from './commands.ts';
import type { Context } from './shared/command.ts';
import { CommandLineError } from './shared/command-line-error.ts';
import type { OutputStream } from './terminal/console.ts';

export type ParsedCommandLine =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'run'; readonly ignoreEpipe: boolean; run(context: Context): Promise<number> };

const WIDEST_HELP = 100;

/** `nn help train` is `nn train --help`; flags before the command are taken as if they came after it. */
function normalised(argv: readonly string[]): { name: string; rest: readonly string[] } {
  const [first, second = '', ...topic] = argv;
  if (first === 'help') return { name: second, rest: second in commands ? [...topic, '--help'] : [] };
  const at = argv.findIndex((argument) => !argument.startsWith('-'));
  if (at === -1) return { name: '', rest: argv };
  return { name: argv[at], rest: [...argv.slice(0, at), ...argv.slice(at + 1)] };
}

/** Throws a CommandLineError where the line is not understood. */
export async function readCommandLine(
  argv: readonly string[],
  out: OutputStream,
): Promise<ParsedCommandLine> {
  const { name, rest } = normalised(argv);
  let line = rest;
  let help = '';
  let invocation: ParsedCommandLine | null = null;
  const program = new Parser('nn')
    .exitOverride()
    .helpCommand(false)
    .configureHelp({ styleTitle: out.paint.bold, styleOptionTerm: out.paint.cyan, sortOptions: false })
    .configureOutput({
      writeOut: (text) => {
        help += text;
      },
      writeErr: () => {}, // the error itself is reported, in one place
      getOutHelpWidth: () => Math.min(WIDEST_HELP, out.columns),
      getOutHasColors: () => out.paint.level > 0,
    });
  for (const [key, { load }] of Object.entries(commands)) {
    if (key !== name) {
      program.command(key);
      continue;
    }
    const command = await load();
    line = command.arrange?.(rest) ?? rest;
    command.addTo(program, rest, (run) => {
      invocation = { kind: 'run', ignoreEpipe: command.ignoreEpipe, run };
    });
  }
  try {
    await program.parseAsync(name === '' ? [...line] : [name, ...line], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return { kind: 'help', text: help };
    throw commandLineError(error, name, line === rest ? '' : ` ${line[0]}`);
  }
  if (invocation === null) throw new CommandLineError('no command given', 'Commands: nn');
  return invocation;
}

/** @param verb of a group, with a space before it */
function commandLineError(error: unknown, name: string, verb: string): unknown {
  const known = name in commands;
  const unknownVerb = error instanceof CommanderError && error.code === 'commander.unknownCommand';
  const hint = known ? `See: nn help ${name}${unknownVerb ? '' : verb}` : 'See: nn';
  if (error instanceof UsageError) return new CommandLineError(error.message, hint, { cause: error });
  if (!(error instanceof CommanderError)) return error;
  const message = error.message
    .replace(/^error: /, '')
    .replace(/\n\(Did you mean (.*)\?\)$/s, ' (did you mean $1?)')
    .replace(/\n/g, ' ');
  const picture = !known && /\.\w+$/.test(name) ? `To read a picture: nn predict ${name}` : hint;
  return new CommandLineError(message, picture, { cause: error });
}
