/**
 * `npm run study:forms`: how much of numbers in boxes, on combs, rules and lines the shipped model reads, by kind. Takes
 * the number of pictures of each kind as its argument.
 */

import { digitsOf, recognize } from '../src/image/recognize.ts';
import { Predictor } from '../src/network/predict.ts';
import { loadEmbedded } from '../src/node/dataset/embedded.ts';
import { readModel } from '../src/node/model-store.ts';
import { formKinds, formPicture } from '../synthetic/forms.ts';
import { percent, table } from './document.ts';

const SEED = 20_261_128;

/** Length of the longest common subsequence: digits that are read, in their order. */
function readRight(want: string, got: string): number {
  let row = new Array<number>(got.length + 1).fill(0);
  for (const digit of want) {
    const next = [0];
    for (let k = 0; k < got.length; k++) {
      next.push(digit === got[k] ? row[k] + 1 : Math.max(row[k + 1], next[k]));
    }
    row = next;
  }
  return row[got.length];
}

async function main(): Promise<void> {
  const count = Number(process.argv[2] ?? 200);
  const { test } = loadEmbedded();
  if (test === null) throw new Error('the embedded digits have no test part');
  const predictor = new Predictor(await readModel('models/digits.json'));
  const rows: string[][] = [];
  for (const kind of formKinds) {
    let [digits, right, whole, wrong] = [0, 0, 0, 0];
    for (let n = 0; n < count; n++) {
      const { image, text } = formPicture(kind, test, SEED, n);
      const read = recognize(image, predictor);
      const got = read.lines.map((line) => line.digits.map(({ digit }) => digit).join('')).join(' ');
      digits += text.replaceAll(' ', '').length;
      right += readRight(text.replaceAll(' ', ''), got.replaceAll(' ', ''));
      if (got === text) whole++;
      else if (digitsOf(read).every(({ confidence }) => confidence > 0.9)) wrong++;
    }
    rows.push([kind, percent(right / digits), percent(whole / count), percent(wrong / count)]);
    console.log(rows.at(-1)?.join('  '));
  }
  console.log(table(['pictures', 'digits', 'whole', 'wrong above 0.9'], rows));
}

await main();
