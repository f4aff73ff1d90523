/** `--data` of the commands that evaluate models. */

import { DEFAULT_DATA } from './defaults.ts';
import { type Flag, path } from './flags.ts';

export const testDataFlag: Flag<string> = {
  term: '--data <name|path>',
  text: 'data set whose test split is used: a name in nn data list, a CSV or .npz file, or a folder of those, of IDX files or of pictures (0/*.png to 9/*.png)',
  hint: `default ${DEFAULT_DATA}`,
  group: 'Basics:',
  fallback: DEFAULT_DATA,
  parse: path('--data'),
};
