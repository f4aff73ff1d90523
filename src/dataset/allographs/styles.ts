/**
 * The writing styles of digits in the world. MNIST was written in the United States; elsewhere a 1 has an upstroke, a
 * 7 a bar, a 9 a hook, and a network that has never seen them confuses the digits.
 */

import { eights } from './digits/eight.ts';
import { fives } from './digits/five.ts';
import { fours } from './digits/four.ts';
import { nines } from './digits/nine.ts';
import { ones } from './digits/one.ts';
import { sevens } from './digits/seven.ts';
import { sixes } from './digits/six.ts';
import { threes } from './digits/three.ts';
import { twos } from './digits/two.ts';
import { zeros } from './digits/zero.ts';
import type { Style } from './writer.ts';

export const styles: readonly Style[] = [
  ...zeros,
  ...ones,
  ...twos,
  ...threes,
  ...fours,
  ...fives,
  ...sixes,
  ...sevens,
  ...eights,
  ...nines,
];
