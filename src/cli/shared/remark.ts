import type { Console } from '../terminal/console.ts';
import { printable } from '../terminal/printable.ts';
import { optionsAsFlags } from './options-as-flags.ts';

/** Prints what the library has to remark, such as that it goes on with slower kernels. */
export function remarkOn(console: Console): (line: string) => void {
  return (line) => console.info(printable(optionsAsFlags(line)));
}
