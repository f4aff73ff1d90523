/** From a decoded picture to what the net gets to see of it: one digit, those of a line, or the picture as it is. */

import { ImageError } from '../errors.ts';
import type { DecodedImage } from './decoded-image.ts';
import type { Box, RasterImage } from './image.ts';
import { SIDE } from './placement.ts';
import { type Decisions, type DigitOptions, preprocess } from './preprocess.ts';
import { findDigits, type Segment } from './segment.ts';

/** One digit as the net sees it. */
export interface Candidate {
  /** 28x28 bytes. */
  readonly pixels: Uint8Array;
  /** Its box is in pixels of the upright file; null where nothing was done to the picture. */
  readonly decisions: Decisions | null;
  /** What it may be instead, left and right. */
  readonly halves?: readonly [Candidate, Candidate];
}

export interface CandidateOptions {
  /** Look for the digits of a line. */
  readonly digits: boolean;
  /** False where the picture is in MNIST's form already. */
  readonly preprocess: boolean;
  readonly invert: NonNullable<DigitOptions['invert']>;
}

/**
 * What the net gets to see of a decoded picture: a view of one digit, those of a line from left to right, or the
 * picture as it is.
 *
 * @param name how messages name the picture
 * @throws PictureError where it shows no digit, or is not in MNIST's form though it should be
 */
export function findCandidates(decoded: DecodedImage, name: string, options: CandidateOptions): Candidate[] {
  const { picture } = decoded;
  const { digits, invert } = options;
  if (!options.preprocess) return [{ pixels: asItIs(decoded, name), decisions: null }];
  if (digits) {
    const segments = findDigits(picture, { invert });
    if (segments.length > 0) return segments.map((segment) => viewOf(segment, decoded));
    const { reason } = preprocess(picture, { invert }).decisions;
    throw new ImageError(`${name} shows no digits: ${reason ?? 'there is no line of them'}`);
  }
  const { pixels, blank, decisions } = preprocess(picture, { invert });
  if (blank) throw new ImageError(`${name} shows no digit: ${decisions.reason}`);
  return [{ pixels, decisions: inFile(decisions, decoded) }];
}

function viewOf({ form, halves }: Segment, decoded: DecodedImage): Candidate {
  const view = { pixels: form.pixels, decisions: inFile(form.decisions, decoded) };
  if (halves === undefined) return view;
  return { ...view, halves: [viewOf(halves[0], decoded), viewOf(halves[1], decoded)] };
}

/** Large pictures are shrunk while they are decoded; users look for the boxes in the file. */
function inFile(decisions: Decisions, decoded: DecodedImage): Decisions {
  const { sheet, box } = decisions;
  return { ...decisions, sheet: sheet && boxInFile(sheet, decoded), box: boxInFile(box, decoded) };
}

function boxInFile(box: Box, { picture, scale }: DecodedImage): Box {
  const side = (from: number, to: number, end: number): readonly [from: number, length: number] => {
    const first = Math.floor(from / scale);
    return [first, Math.min(Math.ceil(to / scale), Math.round(end / scale)) - first];
  };
  const [x, width] = side(box.x, box.x + box.width, picture.width);
  const [y, height] = side(box.y, box.y + box.height, picture.height);
  return { x, y, width, height };
}

/** @throws PictureError where the picture is not in MNIST's form: 28x28, grey, ink light on black */
function asItIs({ picture, scale }: DecodedImage, name: string): Uint8Array {
  const { width, height, channels } = picture;
  const [wide, high] = [width, height].map((side) => Math.round(side / scale));
  const without = 'leave out --no-preprocess to have it brought into the form';
  if (wide !== SIDE || high !== SIDE) {
    throw new ImageError(`${name} is ${wide}x${high} pixels, not ${SIDE}x${SIDE}; ${without}`);
  }
  const pixels = greyOf(picture);
  if (pixels === undefined) {
    const what = channels === 2 || channels === 4 ? 'coloured or transparent' : 'coloured';
    throw new ImageError(`${name} is ${what}, not grey; ${without}`);
  }
  const corners = [0, SIDE - 1, SIDE * (SIDE - 1), SIDE * SIDE - 1];
  if (corners.every((p) => pixels[p] > 127)) {
    throw new ImageError(`${name} has light paper, and MNIST's is black; ${without}`);
  }
  if (pixels.every((value) => value === 0)) throw new ImageError(`${name} shows no digit: it is all black`);
  return pixels;
}

/** Undefined where a pixel is coloured, or not opaque. */
function greyOf({ channels, data }: RasterImage): Uint8Array | undefined {
  const colours = channels < 3 ? 1 : 3;
  const pixels = new Uint8Array(data.length / channels);
  for (let p = 0; p < pixels.length; p++) {
    const at = p * channels;
    const value = data[at];
    for (let c = 1; c < colours; c++) if (data[at + c] !== value) return undefined;
    if (channels > colours && data[at + colours] !== 255) return undefined;
    pixels[p] = value;
  }
  return pixels;
}
