/**
 * Shifts, rotates, scales, shears and distorts an image.
 *
 * For each output pixel, its source position is computed and the source is sampled there by bilinear interpolation;
 * outside the image it is paper. The elastic distortion is that of P. Simard, D. Steinkraus and J. Platt, "Best
 * practices for convolutional neural networks applied to visual document analysis" (2003): each pixel moves by a
 * random amount, but neighbours move alike, because the amounts are noise smoothed by a wide Gaussian.
 *
 * Such a field is so smooth that it does not need noise at each pixel: here it is a cubic B-spline with random values
 * at its nodes, which are sqrt(3) sigma apart, where that spline has the variance of the Gaussian. The position of
 * the grid is random for each image, so that no pixel is special. The covariance of two pixels is then a septic
 * B-spline of their distance, within 2.5% of the variance of that of the smoothed noise, as
 * `test/matrix/augment.test.ts` shows.
 */

import {
  DRAW_NODES,
  ELASTIC,
  MATRIX,
  MOST_NODES,
  NODES,
  PHASE,
  PIXELS,
  SHIFT,
  SIDE,
} from '../augmentation.ts';
import { STRETCH } from '../degradation.ts';
import { spread } from '../draws.ts';
import { type Box, mix, pixelAt, type Tile } from './tile.ts';

const f = Math.fround;

const MIDDLE = (SIDE - 1) / 2;

const across = new Float32Array(PIXELS);
const down = new Float32Array(PIXELS);

/**
 * @param box the bounding box of the source's ink
 * @param variation the draws of `drawVariation` for the image with this key
 */
export function warp(out: Tile, source: Tile, box: Box, variation: Float32Array, key: number): void {
  elasticField(across, variation, key, 0);
  elasticField(down, variation, key, 1);
  const horizontal = stretchOf(box.left, box.right, variation[STRETCH]);
  const vertical = stretchOf(box.top, box.bottom, variation[STRETCH]);
  const a = f(variation[MATRIX] * horizontal.scale);
  const b = f(variation[MATRIX + 1] * horizontal.scale);
  const c = f(variation[MATRIX + 2] * vertical.scale);
  const d = f(variation[MATRIX + 3] * vertical.scale);
  for (let y = 0; y < SIDE; y++) {
    const fromMiddleY = f(y - MIDDLE - variation[SHIFT + 1]);
    for (let x = 0; x < SIDE; x++) {
      const fromMiddleX = f(x - MIDDLE - variation[SHIFT]);
      const sourceX = f(f(a * fromMiddleX) + f(f(b * fromMiddleY) + horizontal.middle));
      const sourceY = f(f(c * fromMiddleX) + f(f(d * fromMiddleY) + vertical.middle));
      const pixel = y * SIDE + x;
      out[pixel] = sample(source, f(sourceX + across[pixel]), f(sourceY + down[pixel]));
    }
  }
}

/** The longer side of a digit in MNIST's form, in pixels. */
const FIT = 20;
const MOST_STRETCH = 3;

/**
 * Stretches the ink from `first` to `last` to FIT pixels in the middle of the tile, by the given fraction of the way:
 * the source step per output pixel, and the source position of the middle.
 */
function stretchOf(first: number, last: number, fraction: number): { scale: number; middle: number } {
  const whole = f(f(FIT / (last - first + 1)) - 1);
  const stretch = f(1 + f(fraction * whole));
  const centre = f(f((first + last) * 0.5) - MIDDLE);
  return {
    scale: f(1 / (stretch > MOST_STRETCH ? MOST_STRETCH : stretch)),
    middle: f(MIDDLE + f(fraction * centre)),
  };
}

/** Bilinear interpolation between the four pixels around (x, y). */
export function sample(source: Tile, x: number, y: number): number {
  const [clampedX, clampedY] = [clamp(x), clamp(y)];
  const [left, top] = [Math.floor(clampedX), Math.floor(clampedY)];
  const [fractionX, fractionY] = [f(clampedX - left), f(clampedY - top)];
  const above = mix(pixelAt(source, left, top), pixelAt(source, left + 1, top), fractionX);
  const below = mix(pixelAt(source, left, top + 1), pixelAt(source, left + 1, top + 1), fractionX);
  return mix(above, below, fractionY);
}

/** Outside the image everything is paper, so positions can be clamped to one pixel beyond the border. */
function clamp(x: number): number {
  return x < -1 ? -1 : x > SIDE ? SIDE : x;
}

const nodes = new Float32Array(MOST_NODES * MOST_NODES); // by column, then row
const columns = new Float32Array(MOST_NODES * SIDE); // the field at each node row and each x

/** The displacement of each pixel in one direction (0: horizontal, 1: vertical), in pixels. */
export function elasticField(out: Tile, variation: Float32Array, key: number, direction: number): void {
  const most = variation[ELASTIC];
  if (most === 0) {
    out.fill(0);
    return;
  }
  for (let k = 0; k < nodes.length; k++) {
    nodes[k] = f(spread(key, DRAW_NODES + direction * nodes.length + k) * most);
  }
  for (let x = 0; x < SIDE; x++) {
    const { first, weights } = splineAt(x, variation[PHASE], variation[NODES]);
    for (let row = 0; row < MOST_NODES; row++) {
      columns[row * SIDE + x] = lerp(weights, (k) => nodes[(first + k) * MOST_NODES + row]);
    }
  }
  for (let y = 0; y < SIDE; y++) {
    const { first, weights } = splineAt(y, variation[PHASE + 1], variation[NODES]);
    for (let x = 0; x < SIDE; x++) {
      out[y * SIDE + x] = lerp(weights, (k) => columns[(first + k) * SIDE + x]);
    }
  }
}

/** The four nodes that affect a pixel, and their weights in a uniform cubic B-spline. */
function splineAt(
  pixel: number,
  phase: number,
  nodesToPixel: number,
): { first: number; weights: readonly number[] } {
  const place = f(f(pixel * nodesToPixel) + phase);
  const first = Math.floor(place);
  const t = f(place - first);
  const u = f(1 - t);
  return { first, weights: [outer(u), inner(t), inner(u), outer(t)] };
}

const SIXTH = f(1 / 6);
const TWO_THIRDS = f(2 / 3);

/** t^3 / 6: the weight of a node at a distance of 2 - t. */
function outer(t: number): number {
  return f(f(f(t * t) * t) * SIXTH);
}

/** 2/3 - t^2 (1 - t/2): the weight of a node at a distance of t. */
function inner(t: number): number {
  return f(TWO_THIRDS - f(f(t * t) * f(1 - f(t * 0.5))));
}

function lerp(weights: readonly number[], node: (k: number) => number): number {
  let sum = f(weights[0] * node(0));
  for (let k = 1; k < 4; k++) sum = f(sum + f(weights[k] * node(k)));
  return sum;
}
