/** `nn predict`: reads the digit in each picture, or the digits of a line. */

import { exitCodes, NnError } from '../../errors.ts';
import type { Recognition, RecognizedDigit } from '../../image/recognize.ts';
import type { Candidates, Layout } from '../../image/segment/candidates.ts';
import type { Model } from '../../network/model.ts';
import type { Predictor } from '../../network/predict.ts';
import { type Command, type Context, defineCommand, type Invocation } from '../shared/command.ts';
import { CommandLineError } from '../shared/command-line-error.ts';
import { DEFAULT_MODEL } from '../shared/defaults.ts';
import { commonFlags } from '../shared/flags.ts';
import type { LoadedImage } from '../shared/load-images.ts';
import { findModels, modelName, shippedPath } from '../shared/model-path.ts';
import { printable } from '../terminal/printable.ts';
import { predictFlags } from './flags.ts';
import type { PreprocessedFolder } from './preprocessed-folder.ts';

/** Loaded in one go; answers come in the order asked for. */
const AT_ONCE = 16;

/** For more pictures than this, fast kernels are worth their start. */
const MANY = 256;

/** In the place of what cannot be looked at. */
const NONE: Candidates = { layout: 'one', pages: [] };

const quiet = { ...commonFlags.quiet, text: 'print the digits alone, and errors' };
const flags = { ...predictFlags, ...commonFlags, quiet };

export const predictCommand: Command = defineCommand({
  name: 'predict',
  about:
    'Reads the digit in each picture: photos, scans and drawings, dark on light or light on dark. On a terminal it ' +
    'shows the input of the net and the confidence. In a pipe it prints the digit alone, and of several pictures a line each: ' +
    'path, tab, digit; of one that cannot be read, path and tab.',
  operands: [
    '[image...]',
    'PNG, JPEG, WebP, GIF or TIFF files, folders of them, quoted globs, or - for standard input',
  ],
  flags,
  examples: [
    ['nn predict photo.png', 'one picture'],
    ['nn predict digits/ --json', 'a folder, a JSON object each'],
    ['nn predict --digits number.jpg', 'a number of several digits'],
    ['nn predict --one photo.png', 'one digit, whatever else is there'],
    ['nn predict < scan.tif', 'from standard input'],
    ['nn predict a.png --save-preprocessed seen', 'and keep the input of the net'],
  ],
  run,
});

function checkTogether(call: Invocation<typeof flags>): void {
  const { given, operands } = call;
  const { preprocess, force, savePreprocessed } = call.flags;
  const hint = 'See: nn help predict';
  if (operands.includes('')) throw new CommandLineError('predict: the name of a picture is empty', hint);
  for (const key of ['digits', 'lines', 'one', 'invert'] as const) {
    if (preprocess || !given.has(key)) continue;
    throw new CommandLineError(`--${key}: cannot be combined with --no-preprocess`, hint);
  }
  const [layout, other] = (['digits', 'lines', 'one'] as const).filter((key) => call.flags[key]);
  if (other === 'one') throw new CommandLineError(`--${layout}: cannot be combined with --one`, hint);
  if (force && savePreprocessed === undefined) {
    throw new CommandLineError('--force: does nothing without --save-preprocessed', hint);
  }
}

async function run(call: Invocation<typeof flags>, { console }: Context): Promise<number> {
  checkTogether(call);
  const { expandImageInputs, orStdin, shownName, standsForSeveral } = await import(
    '../shared/image-inputs.ts'
  );
  const typed = await orStdin('predict', call.operands);
  const {
    model: asked,
    minConfidence,
    savePreprocessed,
    force,
    digits,
    lines,
    one,
    ...preprocessing
  } = call.flags;
  const layout: Layout = digits || lines ? 'digits' : one ? 'one' : 'auto';
  const minimum = minConfidence ?? null;
  const paths = findModels(asked, (line) => console.info(printable(line)));
  if (console.out.terminal) console.info(readingWith(paths, asked === undefined));
  const [
    { loadImage },
    { digitsOf, noDigits, recognizeCandidates },
    { recognitionObject },
    { openImageReader },
    { readModels },
    output,
  ] = await Promise.all([
    import('../shared/load-images.ts'),
    import('../../image/recognize.ts'),
    import('../../image/recognition-object.ts'),
    import('../../node/dataset/image-pool.ts'),
    import('../../node/model-store.ts'),
    import('./output.ts'),
  ]);
  const operands = await expandImageInputs('predict', typed);
  const several = operands.length > 1 || typed.some(standsForSeveral);
  const models = await readModels(paths);
  const model = paths.join(', ');
  let folder: PreprocessedFolder | null = null;
  if (savePreprocessed !== undefined) {
    const { PreprocessedFolder } = await import('./preprocessed-folder.ts');
    const images = operands.map(({ image }) => image);
    folder = new PreprocessedFolder(savePreprocessed, images, layout !== 'one', force);
  }

  async function answer(n: number, image: string, recognition: Recognition): Promise<void> {
    const saved = await saveAll(folder, n, recognition.kind, digitsOf(recognition));
    const { lines: read } = recognition;
    if (console.json) {
      console.object({ ...recognitionObject(image, recognition, { minConfidence: minimum, saved }), model });
    } else if (!console.out.terminal || console.quiet) {
      const answers = lines ? read.map((line) => ({ lines: [line] })) : [recognition];
      for (const one of answers) {
        console.page(output.plainLine(image, output.shortAnswer(one, minimum), several));
      }
    } else {
      output.printRecognition(image, recognition, minimum, console);
    }
  }

  /** Among several pictures, one that cannot be read has its line too: answers stay beside their pictures. */
  function printError(image: string, { kind, message }: NnError): void {
    if (console.json) console.object({ image, error: { kind, message }, model });
    else if (several && (!console.out.terminal || console.quiet))
      console.page(output.plainLine(image, '', true));
    console.error(message);
  }

  let exitCode = 0;
  const reader = await openImageReader(operands.length);
  try {
    const predictor = await predictorFor(models, operands.length);
    const ahead: Promise<LoadedImage[]>[] = [];
    for (let start = 0, next = 0; start < operands.length; start += AT_ONCE) {
      for (; next < operands.length && ahead.length < reader.ahead; next += AT_ONCE) {
        const loading = loadImage(operands.slice(next, next + AT_ONCE), { layout, ...preprocessing }, reader);
        loading.catch(() => {}); // heard of in its turn
        ahead.push(loading);
      }
      const loaded = (await ahead.shift()) ?? [];
      const read = recognizeCandidates(
        loaded.map(({ candidates }) => (candidates instanceof NnError ? NONE : candidates)),
        predictor,
      );
      for (const [n, { image, candidates }] of loaded.entries()) {
        const error = candidates instanceof NnError ? candidates : undefined;
        if (error === undefined && read[n].digitsFound > 0) {
          await answer(start + n, image, read[n]);
        } else {
          exitCode = exitCodes.picture;
          printError(image, error ?? noDigits(read[n], shownName(image)));
        }
      }
    }
  } finally {
    await reader.close();
  }
  if (savePreprocessed !== undefined && console.out.terminal) {
    console.info(`The input of the net is in ${printable(savePreprocessed)}`);
  }
  return exitCode;
}

/** Which model reads, and how to come by the other one. */
function readingWith(paths: readonly string[], chosen: boolean): string {
  const named = paths.map((path) => printable(modelName(path))).join(', ');
  const own = chosen && paths[0] === DEFAULT_MODEL && shippedPath() !== null;
  return `Reading with ${named}${own ? ' (--model shipped: the one that ships with nn)' : ''}`;
}

async function predictorFor(models: readonly Model[], pictures: number): Promise<Predictor> {
  const { Predictor } = await import('../../network/predict.ts');
  if (pictures <= MANY) return new Predictor(models, undefined, AT_ONCE);
  const { createKernels } = await import('../../node/kernels.ts');
  return new Predictor(models, await createKernels({ threads: 1 }));
}

/** The paths of the files, one a digit; null where none are asked for. */
async function saveAll(
  folder: PreprocessedFolder | null,
  picture: number,
  kind: Recognition['kind'],
  digits: readonly RecognizedDigit[],
): Promise<(string | null)[]> {
  const saved: (string | null)[] = [];
  for (const [n, { pixels }] of digits.entries()) {
    saved.push(folder === null ? null : await folder.save(picture, kind === 'number' ? n + 1 : null, pixels));
  }
  return saved;
}
