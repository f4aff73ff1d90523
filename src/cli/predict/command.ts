/** `nn predict`: recognizes the digit in each image, the digits of a line, or the images in the rows of a file. */

import { listFormats } from '../../image/decode/decoded-image.ts';
import type { FileForm } from '../../node/dataset/file-form.ts';
import { type Command, type Context, defineCommand, type Invocation } from '../shared/command.ts';
import { CommandLineError } from '../shared/command-line-error.ts';
import { DEFAULT_MODEL } from '../shared/defaults.ts';
import { findModels, modelName, shippedPath } from '../shared/model-path.ts';
import { printable } from '../terminal/printable.ts';
import { Answers } from './answers.ts';
import { type PredictFlags, predictFlags } from './flags.ts';

type PredictCall = Invocation<PredictFlags>;

export const predictCommand: Command = defineCommand({
  name: 'predict',
  about:
    'Reads the digit in each picture: photos, scans and drawings, dark on light or light on dark. On a terminal it ' +
    'shows the input of the network and the confidence. In a pipe it prints only the digit, and for several pictures one line each: ' +
    'path, tab, digit; for one that cannot be read, path and tab. Of a CSV, .npz or IDX file it reads each row.',
  operands: [
    '[image...]',
    `${listFormats()} files, folders of them, quoted globs, or - for standard input; or a file of rows`,
  ],
  flags: predictFlags,
  examples: [
    ['nn predict photo.png', 'one picture'],
    ['nn predict digits/ --json', 'a folder, as JSON'],
    ['nn predict --digits number.jpg', 'a number of several digits'],
    ['nn predict --one photo.png', 'as a single digit'],
    ['nn predict < scan.tif', 'from standard input'],
    ['nn predict a.png --save-preprocessed seen', 'and save the input of the network'],
    ['nn predict test.csv --out answers.csv', 'rows of a file, for Kaggle'],
    ['nn predict --watch-stdin', 'answer paths as they arrive'],
  ],
  run,
});

const HINT = 'See: nn help predict';

function checkTogether(call: PredictCall): void {
  const { given, operands } = call;
  const { preprocess, force, savePreprocessed, out, csv, json, watchStdin } = call.flags;
  if (operands.includes('')) throw new CommandLineError('predict: the name of a picture is empty', HINT);
  for (const key of ['digits', 'lines', 'one', 'invert'] as const) {
    if (preprocess || !given.has(key)) continue;
    throw new CommandLineError(`--${key}: cannot be combined with --no-preprocess`, HINT);
  }
  const [layout, other] = (['digits', 'lines', 'one'] as const).filter((key) => call.flags[key]);
  if (other === 'one') throw new CommandLineError(`--${layout}: cannot be combined with --one`, HINT);
  if (csv && json) throw new CommandLineError('--csv: cannot be combined with --json', HINT);
  if (force && savePreprocessed === undefined && out === undefined) {
    throw new CommandLineError('--force: does nothing without --out or --save-preprocessed', HINT);
  }
  if (!watchStdin) return;
  if (operands.length > 0)
    throw new CommandLineError('--watch-stdin: takes its pictures from standard input alone', HINT);
  for (const key of ['out', 'savePreprocessed'] as const) {
    if (!given.has(key)) continue;
    const flag = key === 'out' ? '--out' : '--save-preprocessed';
    throw new CommandLineError(`${flag}: cannot be combined with --watch-stdin`, HINT);
  }
}

async function run(call: PredictCall, { console }: Context): Promise<number> {
  checkTogether(call);
  const { model: asked, watchStdin } = call.flags;
  const answers = new Answers(call.flags, console);
  const findPaths = (): readonly string[] => {
    const paths = findModels(asked, (line) => console.info(printable(line)));
    if (console.out.terminal) console.info(readingWith(paths, asked === undefined));
    return paths;
  };
  if (watchStdin) {
    const { predictWatched } = await import('./watch.ts');
    return predictWatched(call.flags, findPaths(), answers, console);
  }
  const [{ orStdin }, { rowsFormOf }] = await Promise.all([
    import('../shared/image-inputs.ts'),
    import('../../node/dataset/rows-form.ts'),
  ]);
  const typed = await orStdin('predict', call.operands);
  const forms: (FileForm | null)[] = [];
  for (const path of typed) forms.push(await rowsFormOf(path));
  const file = typed.find((_, n) => forms[n] !== null);
  if (file === undefined) {
    const { predictImages } = await import('./images.ts');
    return predictImages(call.flags, typed, findPaths(), answers, console);
  }
  checkRows(call, file, typed);
  const { predictRows } = await import('./rows.ts');
  return predictRows(call.flags, { file, form: forms[0] ?? 'csv' }, findPaths(), answers, console);
}

/** Rows are already in MNIST's form: flags for image files do not apply. */
function checkRows({ given }: PredictCall, file: string, typed: readonly string[]): void {
  if (typed.length > 1) {
    throw new CommandLineError(`predict: ${file} holds images in rows; give it alone`, HINT);
  }
  for (const key of ['digits', 'lines', 'one', 'invert', 'savePreprocessed'] as const) {
    if (!given.has(key)) continue;
    const flag = key === 'savePreprocessed' ? '--save-preprocessed' : `--${key}`;
    throw new CommandLineError(`${flag}: is for pictures, and ${file} holds images in rows`, HINT);
  }
}

/** States which model is used, and how to select the other one. */
function readingWith(paths: readonly string[], chosen: boolean): string {
  const named = paths.map((path) => printable(modelName(path))).join(', ');
  const own = chosen && paths[0] === DEFAULT_MODEL && shippedPath() !== null;
  return `Reading with ${named}${own ? ' (--model shipped: the one that ships with nn)' : ''}`;
}
