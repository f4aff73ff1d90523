/** Refuses options that nobody reads: programs in JavaScript have no types, and a misspelt option would have no effect. */

import { checkArgument, cut, show, UsageError } from './errors.ts';
import { choiceHint, suggestion } from './suggestion.ts';

/**
 * @param known every name of an option
 * @throws UsageError that names the first unknown option; or if the options are no object
 */
export function checkOptions(options: object, known: readonly string[]): void {
  checkArgument(typeof options === 'object' && options !== null, 'options', 'an object', options);
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new UsageError(`${cut(unknown)}: unknown option${suggestion(unknown, known)}`);
}

/** The names of the options of a type; the compiler requires all of them. */
export function optionNames<Options>(
  names: Readonly<Record<keyof Options & string, true>>,
): readonly string[] {
  return Object.keys(names);
}

/** @throws UsageError if the option has another value; `undefined` stands for the default */
export function checkChoice(name: string, value: unknown, choices: readonly string[]): void {
  if (value === undefined || choices.includes(value as string)) return;
  const hint = typeof value === 'string' ? choiceHint(value, choices) : '';
  throw new UsageError(`${name}: must be one of ${choices.join(', ')}, got ${show(value)}${hint}`);
}
