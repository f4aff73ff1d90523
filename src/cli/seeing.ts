/** From a picture file to what the net gets to see of it: one digit, those of a line, or the picture as it is. */

import { NnError, PictureError } from '../errors.ts';
import { type DecodedPicture, decodePicture, MAX_FILE_BYTES, readPicture } from '../image/decode.ts';
import { type Decisions, type DigitOptions, toMnistForm } from '../image/digit.ts';
import type { Box, Picture } from '../image/picture.ts';
import { SIDE } from '../image/place.ts';
import { findDigits, type Segment } from '../image/segment.ts';
import { type Operand, STDIN } from './operands.ts';

/** One digit as the net sees it. */
export interface View {
  /** 28x28 bytes. */
  readonly pixels: Uint8Array;
  /** Its box is in pixels of the upright file; null where nothing was done to the picture. */
  readonly decisions: Decisions | null;
  /** What it may be instead, left and right. */
  readonly halves?: readonly [View, View];
}

export interface Seen {
  readonly image: string;
  /** From left to right, or why there are none. */
  readonly views: readonly View[] | NnError;
}

export interface SeeingOptions {
  readonly digits: boolean;
  readonly preprocess: boolean;
  readonly invert: NonNullable<DigitOptions['invert']>;
}

/** Whatever is wrong with a picture is in the answer; what is thrown is a bug of ours. */
export async function see(operand: Operand, options: SeeingOptions): Promise<Seen> {
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

function viewsOf(decoded: DecodedPicture, name: string, options: SeeingOptions): View[] {
  const { picture } = decoded;
  const { digits, preprocess, invert } = options;
  if (!preprocess) return [{ pixels: asItIs(decoded, name), decisions: null }];
  if (digits) {
    const segments = findDigits(picture, { invert });
    if (segments.length > 0) return segments.map((segment) => viewOf(segment, decoded));
    const { reason } = toMnistForm(picture, { invert }).decisions;
    throw new PictureError(`${name} shows no digits: ${reason ?? 'there is no line of them'}`);
  }
  const { pixels, blank, decisions } = toMnistForm(picture, { invert });
  if (blank) throw new PictureError(`${name} shows no digit: ${decisions.reason}`);
  return [{ pixels, decisions: inFile(decisions, decoded) }];
}

function viewOf({ form, halves }: Segment, decoded: DecodedPicture): View {
  const view = { pixels: form.pixels, decisions: inFile(form.decisions, decoded) };
  if (halves === undefined) return view;
  return { ...view, halves: [viewOf(halves[0], decoded), viewOf(halves[1], decoded)] };
}

/** Large pictures are shrunk while they are decoded; users look for the box in the file. */
function inFile(decisions: Decisions, { picture, scale }: DecodedPicture): Decisions {
  const { box } = decisions;
  const side = (from: number, to: number, end: number): readonly [from: number, length: number] => {
    const first = Math.floor(from / scale);
    return [first, Math.min(Math.ceil(to / scale), Math.round(end / scale)) - first];
  };
  const [x, width] = side(box.x, box.x + box.width, picture.width);
  const [y, height] = side(box.y, box.y + box.height, picture.height);
  const inFile: Box = { x, y, width, height };
  return { ...decisions, box: inFile };
}

/** @throws PictureError where the picture is not in MNIST's form: 28x28, grey, ink light on black */
function asItIs({ picture, scale }: DecodedPicture, name: string): Uint8Array {
  const { width, height, channels } = picture;
  const [wide, high] = [width, height].map((side) => Math.round(side / scale));
  const without = 'leave out --no-preprocess to have it brought into the form';
  if (wide !== SIDE || high !== SIDE) {
    throw new PictureError(`${name} is ${wide}x${high} pixels, not ${SIDE}x${SIDE}; ${without}`);
  }
  const pixels = greyOf(picture);
  if (pixels === undefined) {
    const what = channels === 2 || channels === 4 ? 'coloured or transparent' : 'coloured';
    throw new PictureError(`${name} is ${what}, not grey; ${without}`);
  }
  const corners = [0, SIDE - 1, SIDE * (SIDE - 1), SIDE * SIDE - 1];
  if (corners.every((p) => pixels[p]! > 127)) {
    throw new PictureError(`${name} has light paper, and MNIST's is black; ${without}`);
  }
  if (pixels.every((value) => value === 0)) throw new PictureError(`${name} shows no digit: it is all black`);
  return pixels;
}

/** Undefined where a pixel is coloured, or not opaque. */
function greyOf({ channels, data }: Picture): Uint8Array | undefined {
  const colours = channels < 3 ? 1 : 3;
  const pixels = new Uint8Array(data.length / channels);
  for (let p = 0; p < pixels.length; p++) {
    const at = p * channels;
    const value = data[at]!;
    for (let c = 1; c < colours; c++) if (data[at + c] !== value) return undefined;
    if (channels > colours && data[at + colours] !== 255) return undefined;
    pixels[p] = value;
  }
  return pixels;
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
