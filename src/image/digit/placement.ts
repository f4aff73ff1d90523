import { createPlane, type Plane } from '../image.ts';
import { resample } from '../raster/resample.ts';
import type { ScratchMemory } from '../raster/scratch-memory.ts';

/** Side of the input of the network. */
export const SIDE = 28;

/** Longer side of the digit within it. */
export const FIT = 20;

/** The pixel that contains the centre of mass, within half a pixel, in all of MNIST (measured: 13.5 to 14.5). */
export const CENTRE = 14;

/**
 * Scales a cropped plane to fit 20 x 20 pixels, preserving the aspect ratio, by area-weighted resampling (LeCun et
 * al. 1998, III.A).
 *
 * @param memory of the result; new by default
 */
export function fitDigit(crop: Plane, memory?: ScratchMemory): Plane {
  const long = Math.max(crop.width, crop.height);
  const width = Math.max(1, Math.round((crop.width * FIT) / long));
  const height = Math.max(1, Math.round((crop.height * FIT) / long));
  return resample(crop, 0, 0, crop.width, crop.height, width, height, memory?.plane(width, height));
}

/** The sum of all ink, and its centre in pixels, which is the middle of the plane if there is none. */
export function centreOfMass({ width, height, data }: Plane): { mass: number; x: number; y: number } {
  let mass = 0;
  let sumX = 0;
  let sumY = 0;
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      const value = data[p];
      mass += value;
      sumX += value * x;
      sumY += value * y;
    }
  }
  return mass > 0
    ? { mass, x: sumX / mass, y: sumY / mass }
    : { mass, x: (width - 1) / 2, y: (height - 1) / 2 };
}

/** Places a fitted digit in 28 x 28 pixels with its centre of mass in the middle, rounded to whole pixels. */
export function centreByMass(digit: Plane): Plane {
  const { x, y } = centreOfMass(digit);
  return place(digit, Math.round(CENTRE - x), Math.round(CENTRE - y));
}

/** Places a fitted digit in 28 x 28 pixels with its bounding box in the middle. */
export function centreByBox(digit: Plane): Plane {
  return place(digit, (SIDE - digit.width) >> 1, (SIDE - digit.height) >> 1);
}

function place(digit: Plane, left: number, top: number): Plane {
  const out = createPlane(SIDE, SIDE);
  const x0 = Math.min(Math.max(0, left), SIDE - digit.width);
  const y0 = Math.min(Math.max(0, top), SIDE - digit.height);
  for (let y = 0; y < digit.height; y++) {
    const row = digit.data.subarray(y * digit.width, (y + 1) * digit.width);
    out.data.set(row, (y0 + y) * SIDE + x0);
  }
  return out;
}
