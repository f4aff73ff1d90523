/**
 * Digits in the writing styles of the world, drawn from strokes, in MNIST's form: for training in addition to a data
 * set, and for evaluation. A seed gives the same bytes in every engine.
 */

import { checkArgument } from '../../errors.ts';
import { centreByMass } from '../../image/digit/placement.ts';
import { Random } from '../../random.ts';
import { IMAGE_PIXELS, type LabelledImages } from '../dataset.ts';
import { write } from './handwriting.ts';
import { choosePen, drawWithPen } from './pen.ts';
import { styles } from './styles.ts';
import { type Style, Writer } from './writer.ts';

/**
 * @param index of the drawing: each has its own random stream
 * @returns 784 bytes
 */
export function drawAllograph(style: Style, seed: number, index: number): Uint8Array {
  checkArgument(typeof style?.strokes === 'function', 'style', 'one of `allographStyles`', style);
  const random = Random.stream(seed, 'allograph', style.digit, style.name, index);
  const strokes = write(random, style.strokes(new Writer(random)));
  const { data } = centreByMass(drawWithPen(strokes, choosePen(random)));
  const bytes = new Uint8Array(IMAGE_PIXELS);
  for (let p = 0; p < IMAGE_PIXELS; p++) bytes[p] = Math.round(255 * Math.min(1, Math.max(0, data[p])));
  return bytes;
}

/** `count` drawings, cycling through the styles. */
export function drawAllographs(
  count: number,
  seed: number,
  chosen: readonly Style[] = styles,
): LabelledImages {
  checkArgument(Number.isInteger(count) && count >= 0, 'count', 'a whole number from 0', count);
  const images = new Uint8Array(count * IMAGE_PIXELS);
  const labels = new Uint8Array(count);
  for (let n = 0; n < count; n++) {
    const style = chosen[n % chosen.length];
    images.set(drawAllograph(style, seed, Math.floor(n / chosen.length)), n * IMAGE_PIXELS);
    labels[n] = style.digit;
  }
  return { count, images, labels };
}

/** The images, followed by `count` drawings. */
export function withAllographs(images: LabelledImages, count: number, seed: number): LabelledImages {
  const drawn = drawAllographs(count, seed);
  const all = {
    count: images.count + count,
    images: new Uint8Array((images.count + count) * IMAGE_PIXELS),
    labels: new Uint8Array(images.count + count),
  };
  for (const [part, at] of [
    [images, 0],
    [drawn, images.count],
  ] as const) {
    all.images.set(part.images, at * IMAGE_PIXELS);
    all.labels.set(part.labels, at);
  }
  return all;
}
