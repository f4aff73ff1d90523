/** Accepts an image that is already in MNIST's form. */

import { ImageError } from '../errors.ts';
import type { ImageSource } from './decode/decoded-image.ts';
import { SIDE } from './digit/placement.ts';
import type { RasterImage } from './image.ts';

/** @throws ImageError if the image is not in MNIST's form: 28x28, grey, light ink on black */
export function asItIs({ picture, scale }: ImageSource, name: string): Uint8Array {
  const { width, height, channels } = picture;
  const [wide, high] = [width, height].map((side) => Math.round(side / scale));
  const advice = 'preprocessing brings it into that form';
  if (wide !== SIDE || high !== SIDE) {
    throw new ImageError(
      `${name} is ${wide}x${high} pixels, not the ${SIDE}x${SIDE} of MNIST's form; ${advice}`,
    );
  }
  const pixels = greyOf(picture);
  if (pixels === undefined) {
    const what = channels === 2 || channels === 4 ? 'coloured or transparent' : 'coloured';
    throw new ImageError(`${name} is ${what}, and MNIST's form is grey; ${advice}`);
  }
  const corners = [0, SIDE - 1, SIDE * (SIDE - 1), SIDE * SIDE - 1];
  if (corners.every((p) => pixels[p] > 127)) {
    throw new ImageError(`${name} has light paper, and MNIST's form is light ink on black; ${advice}`);
  }
  if (pixels.every((value) => value === 0)) throw new ImageError(`${name} shows no digit: it is all black`);
  return pixels;
}

/** One byte a pixel; undefined if a pixel is coloured, or not opaque. */
export function greyOf({ channels, data }: RasterImage): Uint8Array | undefined {
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
