/** Pictures that were read wrongly once, which are not part of the repository. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = process.env.NN_TEST_CASES ?? fileURLToPath(new URL('../../../shared/cases', import.meta.url));

export const pictureCasesFolder: string = join(root, 'pictures');

/** What they show, lines separated by spaces. */
export const pictureCases: Readonly<Record<string, string>> = {
  'box-pencil-0.png': '0',
  'box-pencil-2.png': '2',
  'box-pencil-5.png': '5',
  'box-with-margin.png': '5',
  'square-with-margin.png': '6',
  'plot-axes.png': '7',
  'sudoku-cell.png': '2',
  'sudoku-cell-2.png': '9',
  'sudoku-cell-3.png': '7',
  'sudoku-cell-4.png': '5',
  'form-boxes-0612.png': '0612',
  'form-field-284.png': '284',
  'comb-30572.png': '30572',
  'two-lines.png': '5208 4937',
  'three-lines.png': '5208 4937 2260',
  'one-line-2704.png': '2704',
  'column.png': '2 5',
  'small-3.png': '3',
  'small-8.png': '8',
  'small-5-on-black.png': '5',
  'small-number-83.png': '83',
  'white-patch-on-transparent.png': '2',
  'window-light-138618.jpg': '138618',
  'window-light-364984.jpg': '364984',
  'open-fours-444.png': '444',
  'zero-cut-by-frame.png': '0',
  'eight.bmp': '8',
  'touching-1000.png': '1000',
  'on-a-rule-286.png': '286',
  'form-boxes-21098.png': '21098',
  'number-13.png': '13',
  'number-1914.png': '1914',
  'one-upstroke.png': '1',
  'one-upstroke-28.png': '1',
  'one-upstroke-leaning.png': '1',
  'one-upstroke-hairline.png': '1',
  'one-foot-wide.png': '1',
  'one-foot-low.png': '1',
  'one-foot-to-the-right.png': '1',
};
