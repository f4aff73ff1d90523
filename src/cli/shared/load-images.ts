/** From a picture file to what the net gets to see of it: one digit, those of a line, or the picture as it is. */

import { ImageError, NnError } from '../../errors.ts';
import { type Candidate, type CandidateOptions, findCandidates } from '../../image/candidates.ts';
import { MAX_FILE_BYTES } from '../../image/decoded-image.ts';
import type { ImageReader } from '../../node/dataset/image-pool.ts';
import { decodeImage } from '../../node/decode.ts';
import { type ImageInput, STDIN } from './image-inputs.ts';

export interface LoadedImage {
  readonly image: string;
  /** From left to right, or why there are none. */
  readonly views: readonly Candidate[] | NnError;
}

/** Whatever is wrong with a picture is in the answer; what is thrown is a bug of ours, or the system's failure. */
export async function loadImage(
  operands: readonly ImageInput[],
  options: CandidateOptions,
  reader: ImageReader,
): Promise<LoadedImage[]> {
  const isFile = ({ image, error }: ImageInput): boolean => error === undefined && image !== STDIN;
  const paths = operands.filter(isFile).map(({ image }) => image);
  const views = paths.length === 0 ? [] : await reader.view(paths, options);
  const seen: LoadedImage[] = [];
  let file = 0;
  for (const operand of operands) {
    const { image, error } = operand;
    if (isFile(operand)) seen.push({ image, views: views[file++] });
    else seen.push({ image, views: error ?? (await seeStdin(options)) });
  }
  return seen;
}

async function seeStdin(options: CandidateOptions): Promise<LoadedImage['views']> {
  const name = 'standard input';
  try {
    return findCandidates(await decodeImage(await readStdin(), name), name, options);
  } catch (error) {
    if (error instanceof NnError) return error;
    throw error;
  }
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of process.stdin) {
      size += (chunk as Buffer).length;
      // one byte too many is refused by what decodes, as it is in a file
      chunks.push(chunk as Buffer);
      if (size > MAX_FILE_BYTES) break;
    }
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new ImageError(`standard input cannot be read (${what})`, { cause });
  }
  return Buffer.concat(chunks);
}
