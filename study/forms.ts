/**
 * `npm run study:forms`: how many digits in boxes, on combs, rules and lines, in outlines and in several inks the
 * bundled model reads, by kind. Half of the digits are official test digits of MNIST, half are drawings in all writing
 * styles, with a seed of their own. Writes a table of docs/recognition.md. The argument is the number of images of
 * each kind.
 */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withAllographs } from '../src/dataset/allographs/allographs.ts';
import { digitsOf, numberConfidence, recognize } from '../src/image/recognize.ts';
import { openDataset } from '../src/node/dataset/open.ts';
import { useCompiledPasses } from '../src/node/pixel-kernels.ts';
import { openPredictor } from '../src/node/predict.ts';
import { loadShippedModel } from '../src/node/shipped-model.ts';
import { type DigitSource, type FormPicture, formKinds, formPicture } from '../synthetic/forms.ts';
import { inkKinds, inkPicture } from '../synthetic/inks.ts';
import { outlineKinds, outlinePicture } from '../synthetic/outlines.ts';
import { percent, table, writeBlock } from './document.ts';
import { shared } from './full-mnist.ts';

const SEED = 20_261_128;

/** Number of drawings to choose from. */
const DRAWINGS = 10_000;

const root = fileURLToPath(new URL('..', import.meta.url));

/** The length of the longest common subsequence: how many digits, or numbers, were read in the right order. */
function readRight(want: ArrayLike<string>, got: ArrayLike<string>): number {
  let row = new Array<number>(got.length + 1).fill(0);
  for (let n = 0; n < want.length; n++) {
    const next = [0];
    for (let k = 0; k < got.length; k++) {
      next.push(want[n] === got[k] ? row[k] + 1 : Math.max(row[k + 1], next[k]));
    }
    row = next;
  }
  return row[got.length];
}

interface Kind {
  readonly kind: string;
  readonly picture: (digits: DigitSource, index: number) => FormPicture;
}

const kinds: readonly Kind[] = [
  ...formKinds.map((kind): Kind => ({ kind, picture: (digits, n) => formPicture(kind, digits, SEED, n) })),
  ...outlineKinds.map(
    (kind): Kind => ({ kind, picture: (digits, n) => outlinePicture(kind, digits, SEED, n) }),
  ),
  ...inkKinds.map((kind): Kind => ({ kind, picture: (digits, n) => inkPicture(kind, digits, SEED, n) })),
];

async function main(): Promise<void> {
  useCompiledPasses();
  const count = Number(process.argv[2] ?? 200);
  const { test } = await openDataset(join(shared, 'mnist'));
  if (test === null) throw new Error('the study needs the test part of full MNIST');
  const source = withAllographs(test, DRAWINGS, SEED);
  const predictor = await openPredictor(await loadShippedModel());
  const rows: string[][] = [];
  for (const { kind, picture } of kinds) {
    let [digits, digitsRight, numbers, numbersRight, whole, wrong] = [0, 0, 0, 0, 0, 0];
    for (let n = 0; n < count; n++) {
      const { image, text } = picture(source, n);
      const read = recognize(image, predictor);
      const want = text.split(' ');
      const got = read.lines.map((line) => line.digits.map(({ digit }) => digit).join(''));
      digits += want.join('').length;
      digitsRight += readRight(want.join(''), got.join(''));
      numbers += want.length;
      numbersRight += readRight(want, got);
      if (got.join(' ') === text) whole++;
      else if (numberConfidence(digitsOf(read)) > 0.9) wrong++;
    }
    const fractions = [digitsRight / digits, numbersRight / numbers, whole / count, wrong / count];
    rows.push([kind, ...fractions.map((fraction) => percent(fraction))]);
    console.log(rows.at(-1)?.join('  '));
  }
  const text = table(['pictures', 'digits', 'whole numbers', 'whole pictures', 'wrong above 0.9'], rows);
  writeBlock(join(root, 'docs', 'recognition.md'), 'forms', text);
  predictor.close();
}

await main();
