/** Loads image files and standard input, finds the candidates to be predicted, and reads them. */

import { ImageError, ModelError, NnError } from '../../errors.ts';
import { MAX_FILE_BYTES } from '../../image/decode/decoded-image.ts';
import { refuseSecondImage } from '../../image/decode/second-image.ts';
import { noDigits, type Recognition, recognizeCandidates } from '../../image/recognize.ts';
import { type CandidateOptions, type Candidates, findCandidates } from '../../image/segment/candidates.ts';
import type { Predict } from '../../image/segment/prune-lattice.ts';
import type { Predictor } from '../../network/predict.ts';
import type { ImageReader } from '../../node/dataset/image-pool.ts';
import { decodeImage } from '../../node/decode.ts';
import { type ImageInput, STDIN, shownName } from './image-inputs.ts';

export interface LoadedImage {
  readonly image: string;
  /** The candidates, or the error. */
  readonly candidates: Candidates | NnError;
}

/** The candidates of an image that cannot be read. */
const NONE: Candidates = { layout: 'one', pages: [] };

/** Errors of images are part of the result; exceptions are bugs or system failures. */
export async function loadImage(
  operands: readonly ImageInput[],
  options: CandidateOptions,
  reader: ImageReader,
  predictor: Predictor,
): Promise<LoadedImage[]> {
  const predict: Predict = (images) => predictor.predict(images);
  const isFile = ({ image, error }: ImageInput): boolean => error === undefined && image !== STDIN;
  const paths = operands.filter(isFile).map(({ image }) => image);
  const found = paths.length === 0 ? [] : await reader.find(paths, options, predict);
  const loaded: LoadedImage[] = [];
  let file = 0;
  for (const operand of operands) {
    const { image, error } = operand;
    if (isFile(operand)) loaded.push({ image, candidates: found[file++] });
    else loaded.push({ image, candidates: error ?? (await findInStdin(options, predict)) });
  }
  return loaded;
}

/** Recognizes each image, or gives the reason why not; shared by all commands that read images. */
export function recognizeLoaded(
  loaded: readonly LoadedImage[],
  predictor: Predictor,
): { readonly image: string; readonly read: Recognition | NnError }[] {
  const all = recognizeCandidates(
    loaded.map(({ candidates }) => (candidates instanceof NnError ? NONE : candidates)),
    predictor,
  );
  return loaded.map(({ image, candidates }, n) => {
    if (candidates instanceof NnError) return { image, read: candidates };
    return { image, read: all[n].digitsFound > 0 ? all[n] : noDigits(all[n], shownName(image)) };
  });
}

async function findInStdin(options: CandidateOptions, predict: Predict): Promise<LoadedImage['candidates']> {
  const name = 'standard input';
  try {
    const bytes = await readStdin();
    const image = await decodeImage(bytes, name);
    refuseSecondImage(bytes, image.format, name);
    return findCandidates(image, options, name, predict);
  } catch (error) {
    if (error instanceof NnError && !(error instanceof ModelError)) return error;
    throw error;
  }
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of process.stdin) {
      size += (chunk as Buffer).length;
      // one byte more than the limit is refused by the decoder, as for files
      chunks.push(chunk as Buffer);
      if (size > MAX_FILE_BYTES) break;
    }
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new ImageError(`standard input cannot be read (${what})`, { cause });
  }
  return Buffer.concat(chunks);
}
