/** From an image to what a net gets to see of it: pure data, cheap to hand from one thread to another. */

import { ImageError } from '../errors.ts';
import type { Box, RasterImage } from './image.ts';
import { SIDE } from './placement.ts';
import { type Decisions, type DigitOptions, preprocess } from './preprocess.ts';
import { findDigits, type Segment } from './segment.ts';

/** One digit as the net sees it. */
export interface Candidate {
  /** 28x28 bytes. */
  readonly pixels: Uint8Array;
  /** Its box is in pixels of the upright file; null where nothing was done to the image. */
  readonly decisions: Decisions | null;
  /** What it may be instead, left and right. */
  readonly halves?: readonly [Candidate, Candidate];
}

/** Lines from top to bottom, each with what may be its digits from left to right. */
export interface Candidates {
  /** Whether one digit was looked for, or a number. */
  readonly kind: 'digit' | 'number';
  readonly lines: readonly (readonly Candidate[])[];
  /** Why there are none. */
  readonly reason?: string;
}

export interface CandidateOptions {
  /** Look for the digits of a line; off: for one digit. */
  readonly digits?: boolean;
  /** False where the image is in MNIST's form already: 28x28, grey, ink light on black. */
  readonly preprocess?: boolean;
  readonly invert?: DigitOptions['invert'];
}

/** What a decoder gives, or any image: boxes are in pixels of the file, of which an image may be a smaller copy. */
export interface ImageSource {
  readonly picture: RasterImage;
  /** Pixels of `picture` per pixel of the file, along each side. */
  readonly scale: number;
}

/**
 * What a net gets to see of an image: one digit, those of a number, or the image as it is.
 *
 * @param name how messages name the image
 * @throws RangeError where the image's sides and data do not fit together; ImageError where `preprocess` is false and
 *   it is not in MNIST's form
 */
export function findCandidates(
  source: ImageSource,
  options: CandidateOptions = {},
  name = 'the image',
): Candidates {
  const { picture } = source;
  const { digits = false, invert = 'auto' } = options;
  if (options.preprocess === false) {
    return { kind: 'digit', lines: [[{ pixels: asItIs(source, name), decisions: null }]] };
  }
  if (digits) {
    const segments = findDigits(picture, { invert });
    if (segments.length > 0) {
      return { kind: 'number', lines: [segments.map((segment) => candidateOf(segment, source))] };
    }
    const { reason } = preprocess(picture, { invert }).decisions;
    return { kind: 'number', lines: [], reason: reason ?? 'there is no line of them' };
  }
  const { pixels, blank, decisions } = preprocess(picture, { invert });
  if (blank) return { kind: 'digit', lines: [], reason: decisions.reason ?? 'it is blank' };
  return { kind: 'digit', lines: [[{ pixels, decisions: inFile(decisions, source) }]] };
}

function candidateOf({ form, halves }: Segment, source: ImageSource): Candidate {
  const candidate = { pixels: form.pixels, decisions: inFile(form.decisions, source) };
  if (halves === undefined) return candidate;
  return { ...candidate, halves: [candidateOf(halves[0], source), candidateOf(halves[1], source)] };
}

/** Large images are shrunk while they are decoded; users look for the boxes in the file. */
function inFile(decisions: Decisions, source: ImageSource): Decisions {
  const { sheet, box } = decisions;
  return { ...decisions, sheet: sheet && boxInFile(sheet, source), box: boxInFile(box, source) };
}

function boxInFile(box: Box, { picture, scale }: ImageSource): Box {
  const side = (from: number, to: number, end: number): readonly [from: number, length: number] => {
    const first = Math.floor(from / scale);
    return [first, Math.min(Math.ceil(to / scale), Math.round(end / scale)) - first];
  };
  const [x, width] = side(box.x, box.x + box.width, picture.width);
  const [y, height] = side(box.y, box.y + box.height, picture.height);
  return { x, y, width, height };
}

/** @throws ImageError where the image is not in MNIST's form: 28x28, grey, ink light on black */
function asItIs({ picture, scale }: ImageSource, name: string): Uint8Array {
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
