/** Recognizes an image that is already in MNIST's form, such as an image of MNIST that was saved as a file. */

import { greyOf } from './as-it-is.ts';
import { CENTRE, centreOfMass, FIT, SIDE } from './digit/placement.ts';
import { strokeWidth } from './digit/stroke.ts';
import type { DigitForm } from './digit-form.ts';
import type { Box, Plane, RasterImage } from './image.ts';

/** A byte of paper is below this. */
const PAPER = 16;

/** Beyond half a pixel from `CENTRE`, because rounding of edges may shift the centre of mass a little. */
const OFF_CENTRE = 0.75;

/** A sheet of paper on a dark table covers more of its bounding box than a digit, unless that is a 1. */
const MOST_INK = 0.75;
const NARROW = 10;

/**
 * The image itself, or its inverse, if that is in MNIST's form: 28x28, grey, the longer side of the digit 20
 * pixels, its centre of mass in the middle. Everything else that preprocessing looks for, such as shadows
 * or lines, could only be mistaken for parts of the digit.
 */
export function mnistForm(picture: RasterImage, invert: 'auto' | 'yes' | 'no'): DigitForm | undefined {
  if (picture.width !== SIDE || picture.height !== SIDE) return undefined;
  const grey = greyOf(picture);
  if (grey === undefined) return undefined;
  const inverted = grey[0] < PAPER;
  if (invert === (inverted ? 'no' : 'yes')) return undefined;
  const pixels = inverted ? grey : grey.map((value) => 255 - value);
  const ink = { width: SIDE, height: SIDE, data: Float32Array.from(pixels, (value) => value / 255) };
  const box = placedAsInMnist(pixels, ink);
  if (box === undefined) return undefined;
  return {
    pixels,
    blank: false,
    decisions: {
      inverted,
      sheet: null,
      box,
      threshold: 0.5,
      gridRemoved: 0,
      specksRemoved: 0,
      strokeWidth: strokeWidth(ink),
      strokeAdjusted: 0,
    },
  };
}

/** The bounding box of the ink; undefined if MNIST has no such image. */
function placedAsInMnist(pixels: Uint8Array, ink: Plane): Box | undefined {
  let [x0, y0, x1, y1] = [SIDE, SIDE, -1, -1];
  for (let y = 0, p = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++, p++) {
      if (pixels[p] < PAPER) continue;
      [x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x), Math.max(y1, y)];
    }
  }
  const box = { x: x0, y: y0, width: x1 - x0 + 1, height: y1 - y0 + 1 };
  const { mass, x, y } = centreOfMass(ink);
  const long = Math.max(box.width, box.height);
  const isPlaced =
    (long === FIT || long === FIT - 1) &&
    Math.abs(x - CENTRE) <= OFF_CENTRE &&
    Math.abs(y - CENTRE) <= OFF_CENTRE;
  const isDigit = box.width < NARROW || mass < MOST_INK * box.width * box.height;
  return isPlaced && isDigit ? box : undefined;
}
