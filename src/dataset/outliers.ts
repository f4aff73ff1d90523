/**
 * Out-of-distribution images in MNIST's form: letters and signs, scribbles, lines, blobs, noise, textures, and digits
 * in pieces or superimposed. A network trained to be uncertain about them is less often confident about images that
 * show no digit (D. Hendrycks, M. Mazeika and T. Dietterich, "Deep anomaly detection with outlier exposure", 2019).
 */

import { inkBox } from '../image/digit/isolate-digit.ts';
import { centreByMass, FIT, fitDigit, SIDE } from '../image/digit/placement.ts';
import { createPlane, cropPlane, type Plane } from '../image/image.ts';
import { cos, sin } from '../matrix/float32.ts';
import { Random } from '../random.ts';
import { CLASSES, IMAGE_PIXELS, type LabelledImages } from './dataset.ts';
import { letters, signs } from './outlier-shapes.ts';
import { between, drawFitted, type Stroke, smooth, vary } from './strokes.ts';

/** The label of an image that shows no digit. */
export const NO_DIGIT: number = CLASSES;

/** Draws an image of a kind; `digit` returns a digit of the data set, as a plane of 28x28. */
type Draw = (random: Random, digit: () => Plane) => Plane;

/** The kinds and their fractions. */
const kinds: readonly (readonly [share: number, draw: Draw])[] = [
  [0.36, (random) => drawShape(random, letters)],
  [0.14, (random) => drawShape(random, signs)],
  [0.14, drawScribble],
  [0.08, drawLines],
  [0.06, drawBlob],
  [0.05, drawNoise],
  [0.04, drawStripes],
  [0.06, drawPieces],
  [0.07, drawTogether],
];

/**
 * @param index of the image: each has its own random stream
 * @param images digits to be cut up or superimposed
 * @param which the indices of those that may be used; at least one
 * @returns 784 bytes
 */
export function drawOutlier(seed: number, index: number, images: Uint8Array, which: Int32Array): Uint8Array {
  const random = Random.stream(seed, 'outlier', index);
  const digit = (): Plane => {
    const at = which[random.below(which.length)] * IMAGE_PIXELS;
    const bytes = images.subarray(at, at + IMAGE_PIXELS);
    return { width: SIDE, height: SIDE, data: Float32Array.from(bytes, (byte) => byte / 255) };
  };
  let left = random.uniform();
  let k = 0;
  while (k < kinds.length - 1 && left >= kinds[k][0]) left -= kinds[k++][0];
  const placed = centreByMass(kinds[k][1](random, digit));
  return Uint8Array.from(placed.data, (ink) => Math.round(255 * Math.min(1, Math.max(0, ink))));
}

/**
 * The images, followed by `count` out-of-distribution images.
 * @param train the indices of images that may be used
 */
export function withOutliers(
  images: LabelledImages,
  train: Int32Array,
  count: number,
  seed: number,
): LabelledImages {
  const all = {
    count: images.count + count,
    images: new Uint8Array((images.count + count) * IMAGE_PIXELS),
    labels: new Uint8Array(images.count + count).fill(NO_DIGIT),
  };
  all.images.set(images.images);
  all.labels.set(images.labels);
  for (let k = 0; k < count; k++) {
    all.images.set(drawOutlier(seed, k, images.images, train), (images.count + k) * IMAGE_PIXELS);
  }
  return all;
}

/** The stroke widths of nine tenths of MNIST, as in `image/digit/stroke.ts`, slightly extended. */
const pen = (random: Random): number => between(random, 1.8, 4.2);

function drawShape(random: Random, shapes: readonly string[]): Plane {
  const shape = shapes[random.below(shapes.length)];
  const strokes = shape.split('|').map((stroke) => Array.from(stroke.replaceAll(' ', ''), Number));
  return drawFitted(vary(random, strokes), pen(random));
}

/** A scribble with too many turns for a digit, occasionally interrupted. */
function drawScribble(random: Random): Plane {
  const strokes = Array.from({ length: 1 + random.below(3) }, () => {
    const points = Array.from({ length: 2 * (6 + random.below(9)) }, () => random.uniform());
    return smooth(points, 2);
  });
  return drawFitted(strokes, between(random, 1.2, 3.5));
}

/**
 * Straight lines: a horizontal one, several parallel ones, or several crossing ones; a single vertical one might be a
 * 1.
 */
function drawLines(random: Random): Plane {
  const count = random.below(3) === 0 ? 1 : 2 + random.below(4);
  const parallel = random.below(2) === 0;
  const first = count === 1 ? between(random, -0.5, 0.5) : between(random, -1.6, 1.6);
  const strokes = Array.from({ length: count }, (_, k): Stroke => {
    const angle = parallel || count === 1 ? first : between(random, -1.6, 1.6);
    const [x, y] = [(cos(angle) * between(random, 0.7, 1)) / 2, (sin(angle) * between(random, 0.7, 1)) / 2];
    const apart = parallel ? k * between(random, 0.25, 0.4) : between(random, -0.3, 0.3);
    const [u, v] = [-sin(angle) * apart, cos(angle) * apart];
    return [u - x, v - y, u + x, v + y];
  });
  return drawFitted(strokes, pen(random));
}

/** Filled shapes: a few nearby points drawn with a very broad pen. */
function drawBlob(random: Random): Plane {
  const points = Array.from({ length: 2 * (3 + random.below(4)) }, () => random.uniform());
  return drawFitted([points], between(random, 8, 15));
}

/** Noise with a grain of one to five pixels, grey or black and white. */
function drawNoise(random: Random): Plane {
  const grain = 1 + random.below(5);
  const side = Math.ceil(FIT / grain) + 1;
  const levels = Array.from({ length: side * side }, () => random.uniform());
  const cut = between(random, 0.3, 0.8);
  const contrast = between(random, 1, 12);
  const out = createPlane(FIT, FIT);
  for (let p = 0; p < out.data.length; p++) {
    const [x, y] = [(p % FIT) / grain, Math.floor(p / FIT) / grain];
    const [i, j] = [Math.floor(x), Math.floor(y)];
    const [fx, fy] = [x - i, y - j];
    const at = j * side + i;
    const above = levels[at] * (1 - fx) + levels[at + 1] * fx;
    const below = levels[at + side] * (1 - fx) + levels[at + side + 1] * fx;
    out.data[p] = Math.min(1, Math.max(0, (above * (1 - fy) + below * fy - cut) * contrast + 0.5));
  }
  return out;
}

/** Waves, and superimposed waves. */
function drawStripes(random: Random): Plane {
  const waves = Array.from({ length: 1 + random.below(2) }, () => {
    const [angle, length] = [between(random, -1.6, 1.6), between(random, 3, 10)];
    return [(6.28 * cos(angle)) / length, (6.28 * sin(angle)) / length, between(random, 0, 6.28)];
  });
  const contrast = between(random, 0.5, 4);
  const out = createPlane(FIT, FIT);
  for (let p = 0; p < out.data.length; p++) {
    const [x, y] = [p % FIT, Math.floor(p / FIT)];
    const level = waves.reduce((product, [u, v, phase]) => product * sin(u * x + v * y + phase), 1);
    out.data[p] = Math.min(1, Math.max(0, 0.5 + contrast * level));
  }
  return out;
}

/** A digit with its quadrants permuted. */
function drawPieces(random: Random, digit: () => Plane): Plane {
  const from = digit();
  const [half, rim] = [FIT / 2, (SIDE - FIT) / 2];
  const turn = 1 + random.below(3);
  const out = createPlane(FIT, FIT);
  for (let p = 0; p < out.data.length; p++) {
    const [x, y] = [p % FIT, Math.floor(p / FIT)];
    const across = turn % 2 === 1 ? (x + half) % FIT : x;
    const down = turn > 1 ? (y + half) % FIT : y;
    out.data[p] = from.data[(down + rim) * SIDE + across + rim];
  }
  return refit(out);
}

/** Two digits side by side or superimposed. */
function drawTogether(random: Random, digit: () => Plane): Plane {
  const apart = random.below(2) === 0 ? 16 + random.below(8) : 0;
  const [first, second] = [digit(), digit()];
  const out = createPlane(SIDE + apart, SIDE);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const at = y * out.width + x;
      out.data[at] = Math.max(out.data[at], first.data[y * SIDE + x]);
      out.data[at + apart] = Math.max(out.data[at + apart], second.data[y * SIDE + x]);
    }
  }
  return refit(out);
}

/** The part of a plane with ink, fitted to 20x20. */
function refit(plane: Plane): Plane {
  const box = inkBox(plane);
  return box === undefined ? createPlane(1, 1) : fitDigit(cropPlane(plane, box));
}
