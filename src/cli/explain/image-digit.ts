/** Selects the digit of an image to be explained, as read by `nn predict`. */

import { ImageError, NnError } from '../../errors.ts';
import { digitsOf, type Recognition } from '../../image/recognize.ts';
import type { Candidate } from '../../image/segment/lattice.ts';
import type { Model } from '../../network/model.ts';
import { openImageReader } from '../../node/dataset/image-pool.ts';
import { openPredictor } from '../../node/predict.ts';
import { shortAnswer } from '../predict/answer-text.ts';
import { type ImageInput, shownName } from '../shared/image-inputs.ts';
import { loadImage, recognizeLoaded } from '../shared/load-images.ts';
import { modelFlagHint } from '../shared/model-path.ts';
import type { Console } from '../terminal/console.ts';
import type { ExplainValues } from './flags.ts';

export interface ImageDigit {
  readonly image: string;
  /** The input of the network. */
  readonly view: Candidate;
  /** In the whole image. */
  readonly digitsFound: number;
}

/** The digit that `nn predict` reads in the image; with --json, errors are also printed as JSON. */
export async function readDigit(
  operand: ImageInput,
  flags: ExplainValues,
  model: Model,
  console: Console,
): Promise<ImageDigit> {
  const { one, invert, preprocess } = flags;
  const reader = await openImageReader(1);
  const predictor = await openPredictor(model);
  try {
    const loaded = await loadImage(
      [operand],
      { layout: one ? 'one' : 'auto', invert, preprocess },
      reader,
      predictor,
    );
    const [{ image, read }] = recognizeLoaded(loaded, predictor);
    const view = read instanceof NnError ? read : chosenDigit(read, flags.digit, image);
    if (!(view instanceof NnError)) return view;
    const { kind, message } = view;
    console.object({ image, error: { kind, message } });
    throw Object.assign(view, { hint: modelFlagHint(image) });
  } finally {
    predictor.close();
    await reader.close();
  }
}

/** The user selects one of several digits. */
function chosenDigit(read: Recognition, asked: number | undefined, image: string): ImageDigit | ImageError {
  const digits = digitsOf(read);
  const found = `${shownName(image)} shows ${digits.length === 1 ? 'one digit' : `${digits.length} digits`}`;
  if (asked === undefined && digits.length > 1) {
    const answer = shortAnswer(read, null);
    return new ImageError(
      `${found}, ${answer}: choose one with --digit 1 to ${digits.length}, or treat all as a single digit with --one`,
    );
  }
  const chosen = digits[(asked ?? 1) - 1];
  return chosen === undefined
    ? new ImageError(`--digit ${asked}: ${found}`)
    : { image, view: { pixels: chosen.pixels, decisions: chosen.decisions }, digitsFound: digits.length };
}
