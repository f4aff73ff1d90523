/**
 * Deterministic distortions of images, to measure robustness; `matrix/augmentation.ts` has the random ones of training.
 * They map 784 bytes to 784 bytes: 0 is paper, 255 is ink, and areas outside the image are paper.
 */

import { growStroke } from '../image/digit/grow-stroke.ts';
import { createPlane } from '../image/image.ts';
import { cos, sin } from '../matrix/float32.ts';
import { sample } from '../matrix/reference/warp.ts';
import { Random } from '../random.ts';
import { IMAGE_HEIGHT, IMAGE_PIXELS, IMAGE_WIDTH, type LabelledImages } from './dataset.ts';

const MIDDLE_X = (IMAGE_WIDTH - 1) / 2;
const MIDDLE_Y = (IMAGE_HEIGHT - 1) / 2;

/** Writes the distorted `image` to `out`; `index` is the index of the image in its set. 784 bytes each. */
export type Distortion = (out: Uint8Array, image: Uint8Array, index: number) => void;

/** Applies a distortion to all images. */
export function distorted({ count, images, labels }: LabelledImages, distort: Distortion): LabelledImages {
  const out = new Uint8Array(images.length);
  for (let n = 0; n < count; n++) {
    const from = n * IMAGE_PIXELS;
    distort(out.subarray(from, from + IMAGE_PIXELS), images.subarray(from, from + IMAGE_PIXELS), n);
  }
  return { count, images: out, labels };
}

/** Shifts by whole pixels: to the right and down if positive. */
export function shifted(across: number, down: number): Distortion {
  return (out, image) => {
    out.fill(0);
    for (let y = Math.max(0, down); y < Math.min(IMAGE_HEIGHT, IMAGE_HEIGHT + down); y++) {
      for (let x = Math.max(0, across); x < Math.min(IMAGE_WIDTH, IMAGE_WIDTH + across); x++) {
        out[y * IMAGE_WIDTH + x] = image[(y - down) * IMAGE_WIDTH + x - across];
      }
    }
  };
}

/** Rotates about the centre, clockwise if positive. */
export function turned(degrees: number): Distortion {
  const angle = Math.fround((degrees * Math.PI) / 180);
  const [c, s] = [cos(angle), sin(angle)];
  return mapped(c, s, -s, c);
}

/** Scales about the centre. */
export function scaled(factor: number): Distortion {
  return mapped(1 / factor, 0, 0, 1 / factor);
}

/** Applies the matrix (a b; c d) from output to source coordinates, both relative to the centre. */
function mapped(a: number, b: number, c: number, d: number): Distortion {
  const source = new Float32Array(IMAGE_PIXELS);
  return (out, image) => {
    source.set(image);
    for (let y = 0; y < IMAGE_HEIGHT; y++) {
      const fromMiddleY = y - MIDDLE_Y;
      for (let x = 0; x < IMAGE_WIDTH; x++) {
        const fromMiddleX = x - MIDDLE_X;
        const sourceX = a * fromMiddleX + b * fromMiddleY + MIDDLE_X;
        const sourceY = c * fromMiddleX + d * fromMiddleY + MIDDLE_Y;
        out[y * IMAGE_WIDTH + x] = Math.round(sample(source, sourceX, sourceY));
      }
    }
  };
}

/** Thickens strokes by this many pixels, or thins them if negative. */
export function thickened(pixels: number): Distortion {
  const plane = createPlane(IMAGE_WIDTH, IMAGE_HEIGHT);
  return (out, image) => {
    for (let p = 0; p < IMAGE_PIXELS; p++) plane.data[p] = image[p] / 255;
    const grown = growStroke(plane, pixels / 2);
    for (let p = 0; p < IMAGE_PIXELS; p++) out[p] = Math.round(Math.min(1, Math.max(0, grown.data[p])) * 255);
  };
}

/** Sets this fraction of the pixels to black or white at random: salt-and-pepper noise, different for each image. */
export function speckled(fraction: number): Distortion {
  return (out, image, index) => {
    const random = Random.stream(0, 'speckles', index);
    for (let p = 0; p < IMAGE_PIXELS; p++) {
      const hit = random.uniform() < fraction;
      out[p] = hit ? 255 * random.below(2) : image[p];
    }
  };
}

/** Dark ink on light paper. */
export const inverted: Distortion = (out, image) => {
  for (let p = 0; p < IMAGE_PIXELS; p++) out[p] = 255 - image[p];
};
