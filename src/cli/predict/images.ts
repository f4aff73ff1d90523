/** `nn predict` for images: files, folders, patterns and standard input. */

import { exitCodes, NnError } from '../../errors.ts';
import type { Recognition } from '../../image/recognize.ts';
import { digitsOf, type RecognizedDigit } from '../../image/recognize.ts';
import type { Layout } from '../../image/segment/candidates.ts';
import { openImageReader } from '../../node/dataset/image-pool.ts';
import { kernelsForReading } from '../../node/kernels.ts';
import { openPredictor } from '../../node/predict.ts';
import { expandImageInputs, standsForSeveral } from '../shared/image-inputs.ts';
import { readModels } from '../shared/kept-models.ts';
import { type LoadedImage, loadImage, recognizeLoaded } from '../shared/load-images.ts';
import type { Console } from '../terminal/console.ts';
import { printable } from '../terminal/printable.ts';
import { AnswerPrinter } from './answer-printer.ts';
import type { Answers } from './answers.ts';
import type { PredictValues } from './flags.ts';
import type { PreprocessedFolder } from './preprocessed-folder.ts';

/** Number of images loaded concurrently; answers are printed in the order given. */
const AT_ONCE = 16;

export const layoutOf = ({ digits, lines, one }: PredictValues): Layout =>
  digits || lines ? 'digits' : one ? 'one' : 'auto';

/** @param typed operands of the command @param paths of the models */
export async function predictImages(
  flags: PredictValues,
  typed: readonly string[],
  paths: readonly string[],
  answers: Answers,
  console: Console,
): Promise<number> {
  const { savePreprocessed, force, preprocess, invert } = flags;
  const layout = layoutOf(flags);
  kernelsForReading().catch(() => {}); // compiled while the model is read; failures are reported when they are used
  const operands = await expandImageInputs('predict', typed);
  const several = operands.length > 1 || typed.some(standsForSeveral);
  const models = await readModels(paths);
  const printer = new AnswerPrinter(answers, flags, { model: paths.join(', '), several }, console);
  let folder: PreprocessedFolder | null = null;
  if (savePreprocessed !== undefined) {
    const { PreprocessedFolder } = await import('./preprocessed-folder.ts');
    const images = operands.map(({ image }) => image);
    folder = new PreprocessedFolder(savePreprocessed, images, layout !== 'one', force);
  }

  let exitCode = 0;
  printer.begin();
  const reader = await openImageReader(operands.length);
  try {
    const predictor = await openPredictor(models);
    const ahead: Promise<LoadedImage[]>[] = [];
    for (let start = 0, next = 0; start < operands.length; start += AT_ONCE) {
      for (; next < operands.length && ahead.length < reader.ahead; next += AT_ONCE) {
        const inputs = operands.slice(next, next + AT_ONCE);
        const loading = loadImage(inputs, { layout, preprocess, invert }, reader, predictor);
        loading.catch(() => {}); // reported when its turn comes
        ahead.push(loading);
      }
      const loaded = (await ahead.shift()) ?? [];
      for (const [n, { image, read }] of recognizeLoaded(loaded, predictor).entries()) {
        if (read instanceof NnError) {
          exitCode = exitCodes.picture;
          printer.failed(image, read);
        } else {
          await printer.recognized(image, read, await saveAll(folder, start + n, read.kind, digitsOf(read)));
        }
      }
    }
  } finally {
    await reader.close();
  }
  await answers.finish();
  printer.end();
  if (savePreprocessed !== undefined && console.out.terminal) {
    console.info(`The inputs of the network are in ${printable(savePreprocessed)}`);
  }
  return exitCode;
}

/** The paths of the files, one per digit; null if none are requested. */
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
