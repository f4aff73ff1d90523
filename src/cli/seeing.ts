/** From a picture file to what the net gets to see of it: one digit, those of a line, or the picture as it is. */

import { NnError, PictureError } from '../errors.ts';
import { decodePicture, MAX_FILE_BYTES, readPicture } from '../image/decode.ts';
import { type View, type ViewOptions, viewsOf } from '../image/view.ts';
import { type Operand, STDIN } from './operands.ts';

export interface Seen {
  readonly image: string;
  /** From left to right, or why there are none. */
  readonly views: readonly View[] | NnError;
}

/** Whatever is wrong with a picture is in the answer; what is thrown is a bug of ours. */
export async function see(operand: Operand, options: ViewOptions): Promise<Seen> {
  const { image, error } = operand;
  if (error !== undefined) return { image, views: error };
  const name = image === STDIN ? 'standard input' : image;
  try {
    const decoded = image === STDIN ? await decodePicture(await readStdin(), name) : await readPicture(image);
    return { image, views: viewsOf(decoded, name, options) };
  } catch (error) {
    if (error instanceof NnError) return { image, views: error };
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
    throw new PictureError(`standard input cannot be read (${what})`, { cause });
  }
  return Buffer.concat(chunks);
}
