import type { Console } from '../terminal/console.ts';
import { printable } from '../terminal/printable.ts';
import { optionsAsFlags } from './options-as-flags.ts';

/** Prints remarks of the library, such as that slower kernels are used. */
export function remarkOn(console: Console): (line: string) => void {
  return (line) => console.info(printable(optionsAsFlags(line)));
}
