/** `nn predict --watch-stdin`: reads paths line by line, and answers each immediately. The model is loaded once. */

import { exitCodes, ImageError, NnError } from '../../errors.ts';
import { openImageReader } from '../../node/dataset/image-pool.ts';
import { openPredictor } from '../../node/predict.ts';
import { STDIN } from '../shared/image-inputs.ts';
import { readModels } from '../shared/kept-models.ts';
import { loadImage, recognizeLoaded } from '../shared/load-images.ts';
import type { Console } from '../terminal/console.ts';
import { AnswerPrinter } from './answer-printer.ts';
import type { Answers } from './answers.ts';
import type { PredictValues } from './flags.ts';
import { layoutOf } from './images.ts';

/** Above the maximum path length of all systems. */
const LONGEST_PATH = 1 << 16;

const NEWLINE = 10;

/** @param paths of the models */
export async function predictWatched(
  flags: PredictValues,
  paths: readonly string[],
  answers: Answers,
  console: Console,
): Promise<number> {
  const { preprocess, invert } = flags;
  const predictor = await openPredictor(await readModels(paths));
  const printer = new AnswerPrinter(answers, flags, { model: paths.join(', '), several: true }, console);
  const reader = await openImageReader(1, undefined, 1);
  const options = { layout: layoutOf(flags), preprocess, invert };
  let exitCode = 0;
  printer.begin();
  for await (const line of linesOf(process.stdin)) {
    const error = problemOf(line);
    const input = error === undefined ? { image: line } : { image: line.slice(0, 80), error };
    const [{ image, read }] = recognizeLoaded(
      await loadImage([input], options, reader, predictor),
      predictor,
    );
    if (read instanceof NnError) {
      exitCode = exitCodes.picture;
      printer.failed(image, read);
    } else {
      await printer.recognized(image, read, []);
    }
  }
  await reader.close();
  printer.end();
  return exitCode;
}

function problemOf(line: string): NnError | undefined {
  if (line === STDIN) return new ImageError('- is not a path: standard input is the list of paths');
  if (line.length >= LONGEST_PATH)
    return new ImageError(`a line has more than ${LONGEST_PATH} bytes: no path`);
  return line.includes('\0')
    ? new ImageError('a line contains a zero byte: give paths, not pictures')
    : undefined;
}

/** Non-empty lines; the excess of lines that are too long is discarded. */
async function* linesOf(input: AsyncIterable<unknown>): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of input) {
    let bytes = chunk as Buffer;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE)) {
      const line = joined(rest, bytes.subarray(0, end)).toString('utf8').replace(/\r$/, '');
      rest = Buffer.alloc(0);
      bytes = bytes.subarray(end + 1);
      if (line !== '') yield line;
    }
    rest = joined(rest, bytes);
  }
  const last = rest.toString('utf8').replace(/\r$/, '');
  if (last !== '') yield last;
}

function joined(rest: Buffer, bytes: Buffer): Buffer {
  return Buffer.concat([rest, bytes.subarray(0, Math.max(0, LONGEST_PATH - rest.length))]);
}
