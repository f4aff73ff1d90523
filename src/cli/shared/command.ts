/** A command is data (name, flags, examples) plus `run`; commander parses the command line and prints the help. */

import { Option, type Command as Parser } from 'commander';
import { UsageError } from '../../errors.ts';
import type { Console } from '../terminal/console.ts';
import { type Flag, type Flags, helpGroup, type Values } from './flags.ts';
import { briefHelp, type Example, examplesText } from './help.ts';

/** The interface of a running command to its process. */
export interface Context {
  readonly console: Console;
  /** Calls `stop` on the first Ctrl-C or SIGTERM instead of exiting immediately; null undoes this. */
  onInterrupt(stop: (() => void) | null): void;
}

export interface Invocation<F extends Flags> {
  readonly flags: Values<F>;
  /** The flags that the user gave, by key. */
  readonly given: ReadonlySet<keyof F>;
  readonly operands: readonly string[];
  /** As typed, without the command's name. */
  readonly line: readonly string[];
}

export interface CommandSpec<F extends Flags> {
  readonly name: string;
  /** A short paragraph for its help. */
  readonly about: string;
  /** The line in the help of its group. */
  readonly summary?: string;
  /** The term, such as `[image...]`, and its description. */
  readonly operands?: readonly [term: string, text: string];
  readonly flags: F;
  readonly examples: readonly Example[];
  /** Whether to continue if stdout is closed, because more than text would be lost. */
  readonly ignoreEpipe?: boolean;
  /** Returns the exit code. */
  run: (call: Invocation<F>, context: Context) => Promise<number>;
}

/** A command with any flags, ready to parse a command line. */
export interface Command {
  readonly ignoreEpipe: boolean;
  /** For a group: the names of its subcommands. */
  readonly commands?: readonly string[];
  /** For a group: moves the name of the subcommand to the front. */
  arrange?(line: readonly string[]): readonly string[];
  /** Registers the command with `program`; if the command line is for this command, `ready` receives the invocation. */
  addTo(
    program: Parser,
    line: readonly string[],
    ready: (run: (context: Context) => Promise<number>) => void,
  ): void;
}

export function defineCommand<F extends Flags>(spec: CommandSpec<F>): Command {
  return {
    ignoreEpipe: spec.ignoreEpipe ?? false,
    addTo(program, line, ready): void {
      const parser = program
        .command(spec.name)
        .description(spec.about)
        .summary(spec.summary ?? '');
      parser.addHelpOption(new Option('-h, --help', 'show this help').helpGroup(helpGroup));
      if (spec.operands) parser.argument(...spec.operands);
      parser.allowExcessArguments();
      for (const [key, flag] of Object.entries(spec.flags)) addFlag(parser, key, flag);
      const brief = line.includes('-h') && !line.includes('--help');
      const name = `${program.name() === 'nn' ? '' : `${program.name()} `}${spec.name}`;
      if (brief) parser.configureHelp({ ...parser.configureHelp(), ...briefHelp });
      const examples = examplesText(parser, spec.examples, brief);
      parser.addHelpText('after', brief ? `${examples}\n\nAll flags: nn help ${name}` : examples);
      parser.action(() => {
        if (!spec.operands && parser.args.length > 0) {
          throw unexpected(parser.args[0], spec.flags);
        }
        ready(async (context) => {
          const call = callOf(spec.flags, parser, line);
          try {
            return await spec.run(call, context);
          } catch (error) {
            const { inFlags } = await import('./in-flags.ts');
            throw inFlags(error, call.given);
          }
        });
      });
    },
  };
}

/** An option with values for `nn completion`; commander's own `choices` would change the help text. */
export class CompletedOption extends Option {
  completions: readonly string[] = [];
}

/** The values of all aliases of a flag are stored under its key. */
function addFlag(parser: Parser, key: string, flag: Flag<unknown>): void {
  const text = flag.hint === '' ? flag.text : `${flag.text} [${flag.hint}]`;
  const add = (term: string, description: string): CompletedOption => {
    const { parse } = flag;
    const option = new CompletedOption(term, description).helpGroup(flag.group);
    option.completions = parse?.choices ?? [];
    option.attributeName = () => key;
    if (parse && !option.negate) option.argParser((value, before) => parse(value, before));
    return option;
  };
  const option = add(flag.term, text);
  parser.addOption(option);
  const [, value = ''] = flag.term.split(/(?= [<[])/);
  for (const alias of flag.aliases ?? []) parser.addOption(add(`${alias}${value}`, '').hideHelp());
  if (flag.negation === undefined) return;
  parser.addOption(add(`${option.long}`.replace('--', '--no-'), flag.negation));
}

function callOf<F extends Flags>(flags: F, parser: Parser, line: readonly string[]): Invocation<F> {
  const typed = parser.opts<Record<string, unknown>>();
  const entries = Object.entries(flags).map(([key, flag]) => [key, typed[key] ?? flag.fallback] as const);
  const given = Object.keys(flags).filter((key) => parser.getOptionValueSource(key) === 'cli');
  // Each value is the result of the flag's own parse or fallback.
  return {
    flags: Object.fromEntries(entries) as Values<F>,
    given: new Set(given),
    operands: parser.args,
    line,
  };
}

/** Suggests a flag for an unexpected argument. */
function unexpected(word: string, flags: Flags): UsageError {
  const [, key = '', value = ''] = /^([a-z][\w-]*)=(.*)$/i.exec(word) ?? [];
  const named = Object.values(flags).flatMap((flag) => [flag.term.split(' ')[0], ...(flag.aliases ?? [])]);
  const meant =
    named.find((flag) => flag === `--${key}`) ?? named.find((flag) => flag.startsWith(`--${key}`));
  if (key !== '' && meant !== undefined)
    return new UsageError(`unexpected argument ${word} (use ${meant} ${value})`);
  const flag = word.endsWith('.json') ? ['model', 'config', 'data'] : ['data', 'model'];
  const [first] = flag.filter((name) => Object.hasOwn(flags, name));
  return new UsageError(
    `unexpected argument ${word}${first === undefined ? '' : ` (use --${first} ${word})`}`,
  );
}
