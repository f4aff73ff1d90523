/**
 * `npm run study:confidence`: how many pictures of all kinds are misread, and how many of those with high confidence.
 * Writes a table of docs/recognition.md. The argument is the number of forms of each kind.
 *
 * Every picture is read as `nn predict` does, without hints. The digits of forms are official test digits of MNIST and
 * drawings in all writing styles, in equal numbers, with seeds that were not used in development.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { IMAGE_HEIGHT, IMAGE_PIXELS, IMAGE_WIDTH } from '../src/constants.ts';
import { drawAllographs, withAllographs } from '../src/dataset/allographs/allographs.ts';
import { styles } from '../src/dataset/allographs/styles.ts';
import type { LabelledImages } from '../src/dataset/dataset.ts';
import { digitsOf, numberConfidence, recognize } from '../src/image/recognize.ts';
import type { Predictor } from '../src/network/predict.ts';
import { openDataset } from '../src/node/dataset/open.ts';
import { readImage } from '../src/node/decode.ts';
import { useCompiledPasses } from '../src/node/pixel-kernels.ts';
import { openPredictor } from '../src/node/predict.ts';
import { loadShippedModel } from '../src/node/shipped-model.ts';
import { formKinds, formPicture } from '../synthetic/forms.ts';
import { pictureCases, pictureCasesFolder } from '../test/support/picture-cases.ts';
import { scanFiles } from '../test/support/scan-folder.ts';
import { percent, table, writeBlock } from './document.ts';
import { shared } from './full-mnist.ts';

const SEED = 20_261_128;
const SURE = 0.9;

/** Number of drawings of each style, and of those that forms choose from. */
const OF_STYLE = 100;
const DRAWINGS = 10_000;

const root = fileURLToPath(new URL('..', import.meta.url));

interface Answer {
  readonly isRight: boolean;
  readonly confidence: number;
}

type Answers = Iterable<Answer> | AsyncIterable<Answer>;

type Picture = Parameters<typeof recognize>[0];

function answerTo(picture: Picture, text: string, predictor: Predictor, scale = 1): Answer {
  const read = recognize(picture, predictor, { scale });
  const got = read.lines.map((line) => line.digits.map(({ digit }) => digit).join('')).join(' ');
  const confidence = read.digitsFound === 0 ? 0 : numberConfidence(digitsOf(read));
  return { isRight: got === text, confidence };
}

function* ofImages({ images, labels }: LabelledImages, predictor: Predictor): Iterable<Answer> {
  for (const [n, digit] of labels.entries()) {
    const data = images.subarray(n * IMAGE_PIXELS, (n + 1) * IMAGE_PIXELS);
    yield answerTo({ width: IMAGE_WIDTH, height: IMAGE_HEIGHT, channels: 1, data }, String(digit), predictor);
  }
}

async function* ofFiles(
  files: Iterable<readonly [path: string, text: string]>,
  predictor: Predictor,
): AsyncIterable<Answer> {
  for (const [path, text] of files) {
    const { picture, scale } = await readImage(path);
    yield answerTo(picture, text, predictor, scale);
  }
}

function* ofForms(
  kind: (typeof formKinds)[number],
  count: number,
  source: LabelledImages,
  predictor: Predictor,
): Iterable<Answer> {
  for (let n = 0; n < count; n++) {
    const { image, text } = formPicture(kind, source, SEED, n);
    yield answerTo(image, text, predictor);
  }
}

class Tally {
  pictures = 0;
  wrong = 0;
  wrongAndSure = 0;
  sure = 0;

  add({ isRight, confidence }: Answer): void {
    this.pictures++;
    if (confidence > SURE) this.sure++;
    if (isRight) return;
    this.wrong++;
    if (confidence > SURE) this.wrongAndSure++;
  }

  row(title: string): string[] {
    const { pictures, wrong, wrongAndSure, sure } = this;
    const fraction = (count: number, digits: number): string => percent(count / pictures, digits);
    return [
      title,
      `${pictures}`,
      fraction(sure, 1),
      `${wrong}`,
      `${wrongAndSure}`,
      fraction(wrongAndSure, 2),
    ];
  }
}

async function main(): Promise<void> {
  useCompiledPasses();
  const count = Number(process.argv[2] ?? 200);
  const { test } = await openDataset(join(shared, 'mnist'), { test: true });
  if (test === null) throw new Error(`the study needs full MNIST in ${shared}`);
  const predictor = await openPredictor(await loadShippedModel());
  const source = withAllographs(test, DRAWINGS, SEED);
  const sets: [string, Answers][] = [
    ['the official test part', ofImages(test, predictor)],
    [
      `drawings, ${OF_STYLE} of each style`,
      ofImages(drawAllographs(OF_STYLE * styles.length, SEED), predictor),
    ],
  ];
  for (const name of ['optdigits-30-writers', 'hwd-1000']) {
    const folder = join(shared, name);
    if (!existsSync(folder)) continue;
    const files = scanFiles(folder).map(({ digit, path }) => [path, String(digit)] as const);
    sets.push([name, ofFiles(files, predictor)]);
  }
  if (existsSync(pictureCasesFolder)) {
    const files = Object.entries(pictureCases).map(
      ([name, text]) => [join(pictureCasesFolder, name), text] as const,
    );
    sets.push(['pictures that were misread once', ofFiles(files, predictor)]);
  }
  for (const kind of formKinds) sets.push([kind, ofForms(kind, count, source, predictor)]);

  const all = new Tally();
  const rows: string[][] = [];
  for (const [title, answers] of sets) {
    const tally = new Tally();
    for await (const answer of answers) {
      tally.add(answer);
      all.add(answer);
    }
    rows.push(tally.row(title));
    console.log(rows.at(-1)?.join('  '));
  }
  rows.push(all.row('all'));
  const head = ['pictures', 'count', 'answered above 0.9', 'wrong', 'wrong above 0.9', 'fraction'];
  writeBlock(join(root, 'docs', 'recognition.md'), 'sure', table(head, rows));
  console.log(rows.at(-1)?.join('  '));
  predictor.close();
}

await main();
