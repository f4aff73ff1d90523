/** `nn predict` for a file of images in rows: prints the answers in order. */

import { CLASSES, IMAGE_PIXELS } from '../../constants.ts';
import { areInverted, INVERTED } from '../../dataset/inverted.ts';
import { Predictor } from '../../network/predict.ts';
import type { FileForm } from '../../node/dataset/file-form.ts';
import { openRows } from '../../node/dataset/rows.ts';
import { createKernels } from '../../node/kernels.ts';
import { readModels } from '../shared/kept-models.ts';
import type { Console } from '../terminal/console.ts';
import { count, counted } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';
import { commandLine } from '../terminal/shell.ts';
import { doubtNote, EVEN, nameOf, sure, UNSURE } from './answer-text.ts';
import type { Answers } from './answers.ts';
import type { PredictValues } from './flags.ts';

/** Number of images predicted before their answers are printed. */
const AT_ONCE = 1024;

/** From so many images on, more than one thread pays. */
const MANY = 4 * AT_ONCE;

interface RowsFile {
  readonly file: string;
  readonly form: FileForm;
}

/** @param paths of the models */
export async function predictRows(
  { minConfidence, transpose, quiet }: PredictValues,
  { file, form }: RowsFile,
  paths: readonly string[],
  answers: Answers,
  console: Console,
): Promise<number> {
  const [models, rows] = await Promise.all([readModels(paths), openRows(file, form, transpose)]);
  if (rows.labels !== null) {
    const line = commandLine('eval', '--data', file);
    console.info(`The labels of ${printable(file)} are ignored; ${line} evaluates the model on them`);
  }
  if (areInverted(rows)) console.info(INVERTED);
  const model = paths.join(', ');
  const found = new Array<number>(CLASSES).fill(0);
  const names = new Array<string>(CLASSES).fill('');
  let doubtful = 0;
  const kernels = await createKernels(rows.count < MANY ? { threads: 1 } : {});
  const predictor = new Predictor(models, kernels);
  if (answers.form === 'csv') answers.row('ImageId', 'Label');
  for (let start = 0; start < rows.count; start += AT_ONCE) {
    const images = rows.images.subarray(start * IMAGE_PIXELS, (start + AT_ONCE) * IMAGE_PIXELS);
    for (const [n, prediction] of predictor.predict(images).entries()) {
      const row = start + n + 1;
      const answer = sure(prediction.confidence, minConfidence ?? null) ? nameOf(prediction) : UNSURE;
      if (prediction.confidence < EVEN) doubtful++;
      found[prediction.digit]++;
      names[prediction.digit] = nameOf(prediction);
      if (answers.form === 'json')
        answers.object({ image: file, row, ...prediction, number: String(prediction.digit), model });
      else if (answers.form === 'csv') answers.row(row, answer);
      else if (answers.form === 'plain') answers.line(quiet ? answer : `${row}\t${answer}`);
    }
  }
  predictor.close();
  await kernels.close();
  await answers.finish();
  if (answers.form === 'plain' && doubtful > 0 && minConfidence === undefined)
    console.info(doubtNote(doubtful, rows.count));
  if (answers.form === 'terminal') {
    const each = found.flatMap((some, digit) => (some === 0 ? [] : [`${names[digit]}: ${count(some)}`]));
    console.result(`${counted(rows.count, 'image')} in ${printable(file)}: ${each.join(', ')}`);
    console.infoLines(`Each answer: ${commandLine('predict', file, '--out', 'answers.csv')}`);
  }
  return 0;
}
