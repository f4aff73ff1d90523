/** The steps of preprocessing, each switched off in turn, and plain shrinking as a baseline. */

import sharp from 'sharp';
import type { RasterImage } from '../src/image/image.ts';
import { preprocess, type Steps } from '../src/image/preprocess.ts';
import type { Preprocessor } from './stand-ins.ts';

/** The purpose of each step, in their order. */
export const steps: Readonly<Record<keyof Steps, string>> = {
  sheet: 'leave out the table around the sheet of paper',
  colour: 'project onto the colour axis in which ink and paper differ most',
  light: 'compare each pixel with the paper around it',
  lines: 'remove the lines of squared and ruled paper',
  specks: 'keep only the marks that make up the digit',
  levels: 'stretch ink to black and paper to white',
  stroke: "normalize the stroke width towards MNIST's",
  centre: 'centre by mass instead of by bounding box',
};

export const without = (step: keyof Steps): Preprocessor => {
  return (picture) => preprocess(picture, { steps: { [step]: false } }).pixels;
};

/** The usual baseline: converted to grey, inverted, and shrunk to 28x28. */
export const shrunkOnly: Preprocessor = async ({ width, height, channels, data }: RasterImage) => {
  const { data: pixels } = await sharp(data, { raw: { width, height, channels } })
    .flatten({ background: '#ffffff' })
    .greyscale()
    .resize(28, 28, { fit: 'fill' })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return Uint8Array.from(pixels, (value) => 255 - value);
};
