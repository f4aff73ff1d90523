import sharp from 'sharp';
import type { RasterImage } from '../src/image/image.ts';
import { Random } from '../src/random.ts';
import { blur, dot, keepApart, rule, shadow, stamp } from './canvas.ts';
import { type Drawing, drawWithPen } from './pen.ts';
import { chooseEffects, type Effect, type Scene, scenes } from './scenes.ts';
import { layOnTable } from './table.ts';

type Colour = readonly [number, number, number];

const WHITE: Colour = [0.96, 0.95, 0.93];
const PAPERS: readonly Colour[] = [
  [0.97, 0.9, 0.55],
  [0.95, 0.68, 0.75],
  [0.62, 0.85, 0.62],
  [0.6, 0.78, 0.95],
  [0.96, 0.72, 0.4],
  [0.72, 0.62, 0.48],
  [0.8, 0.72, 0.9],
];
const BLACK: Colour = [0.08, 0.08, 0.1];
const PENS: readonly Colour[] = [
  [0.1, 0.15, 0.6],
  [0.72, 0.08, 0.1],
  [0.05, 0.42, 0.15],
  [0.4, 0.1, 0.5],
  [0.1, 0.1, 0.12],
];
const LINES: readonly Colour[] = [
  [0.55, 0.75, 0.92],
  [0.72, 0.72, 0.74],
  [0.93, 0.62, 0.6],
  [0.55, 0.6, 0.75],
  [0.6, 0.82, 0.72],
  [0.35, 0.5, 0.8],
  [0.4, 0.4, 0.42],
  [0.8, 0.35, 0.35],
];

/** One digit with random effects of a scene. The same arguments give the same picture. */
export function paperScene(
  name: string,
  digit: Uint8Array,
  seed: number,
  index: number,
): Promise<RasterImage> {
  const scene = scenes[name];
  const chosen = chooseEffects(scene, Random.stream(seed, 'scene', name, index));
  return paperPicture(digit, chosen, seed, index, scene);
}

/** One digit with the given effects; without any, a black pen on white paper of 200x200. */
export async function paperPicture(
  digit: Uint8Array,
  chosen: readonly Effect[],
  seed: number,
  index: number,
  scene: Scene = { sides: [200, 200], digit: [0.6, 0.6], chances: {} },
): Promise<RasterImage> {
  const choice = new Choice(chosen, Random.stream(seed, 'paper', index));
  const place = placeDigit(digit, scene, choice);
  const { width, height, drawing, centreX, centreY, zoom, angle } = place;
  const cover = new Float32Array(width * height);
  stamp(cover, width, drawing, centreX, centreY, zoom, angle);
  const others = drawOthers(place, choice);
  if (choice.has('alpha')) {
    const grey = choice.random.uniform() < 0.5;
    const colour = grey ? (choice.random.uniform() < 0.5 ? WHITE : BLACK) : choice.pick(PENS);
    return onNothing(cover, width, height, colour);
  }
  const values = reflectance(cover, others, place, choice);
  if (choice.has('inverted')) for (let at = 0; at < values.length; at++) values[at] = 1 - 0.95 * values[at];
  if (choice.has('blur')) {
    const reach = Math.min(0.045 * place.high * zoom, choice.between(0.3, 0.006 * width + 1.2));
    for (let turn = 0; turn < 2; turn++) blur(values, width, height, reach);
  }
  const sheet: RasterImage = { width, height, channels: 3, data: withNoise(values, choice) };
  const picture = choice.has('table') ? layOnTable(sheet, choice.random) : sheet;
  return choice.has('jpeg') ? throughJpeg(picture, Math.round(choice.between(35, 92))) : picture;
}

/** The effects, and random numbers for them, whose order determines the picture. */
class Choice {
  readonly random: Random;
  readonly #effects: ReadonlySet<Effect>;

  constructor(chosen: readonly Effect[], random: Random) {
    this.#effects = new Set(chosen);
    this.random = random;
  }

  has(effect: Effect): boolean {
    return this.#effects.has(effect);
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.random.uniform();
  }

  pick<T>(items: readonly T[]): T {
    return items[this.random.below(items.length)];
  }
}

interface Place {
  /** Size of the image. */
  readonly width: number;
  readonly height: number;
  readonly drawing: Drawing;
  /** Width of the pen, in pixels of the 28x28 digit. */
  readonly pen: number | undefined;
  /** The longer side of the drawing's box, before `zoom`. */
  readonly high: number;
  readonly zoom: number;
  readonly angle: number;
  /** Half the sides of the digit's box in the image. */
  readonly reachX: number;
  readonly reachY: number;
  readonly centreX: number;
  readonly centreY: number;
}

function placeDigit(digit: Uint8Array, scene: Scene, choice: Choice): Place {
  const width = Math.round(choice.between(...scene.sides));
  const high = width * choice.between(0.75, 1.34);
  const height = Math.round(Math.min(Math.max(high, scene.sides[0]), scene.sides[1]));
  let fraction = choice.between(...scene.digit);
  if (choice.has('size') && scene.chances.size === undefined) fraction = choice.between(0.15, 0.9);
  const pen = choice.has('thick')
    ? choice.between(4, 6.5)
    : choice.has('thin')
      ? choice.between(0.7, 1.5)
      : undefined;
  const drawing = drawWithPen(digit, pen);
  const angle = choice.has('turn') ? choice.between(-0.12, 0.12) : 0;
  const longer = Math.max(drawing.bottom - drawing.top, drawing.right - drawing.left);
  const zoom = (fraction * Math.min(width, height)) / longer;
  const reachX = ((drawing.right - drawing.left) * zoom) / 2;
  const reachY = ((drawing.bottom - drawing.top) * zoom) / 2;
  let centreX = width / 2;
  let centreY = height / 2;
  if (choice.has('position')) {
    centreX = choice.between(Math.min(centreX, reachX * 1.15), Math.max(centreX, width - reachX * 1.15));
    centreY = choice.between(Math.min(centreY, reachY * 1.15), Math.max(centreY, height - reachY * 1.15));
  }
  if (choice.has('cut')) {
    const over = choice.between(0.01, 0.1) * 2;
    const side = choice.random.below(4);
    if (side === 0) centreX = reachX * (1 - over);
    if (side === 1) centreX = width - reachX * (1 - over);
    if (side === 2) centreY = reachY * (1 - over);
    if (side === 3) centreY = height - reachY * (1 - over);
  }
  return { width, height, drawing, pen, high: longer, zoom, angle, reachX, reachY, centreX, centreY };
}

/** Other ink than the digit's: coverage, 0 to 1. */
function drawOthers(place: Place, choice: Choice): Float32Array {
  const { width, height, drawing, zoom, angle, reachX, centreX, centreY } = place;
  const others = new Float32Array(width * height);
  if (choice.has('neighbours')) {
    // only those parts of neighbours that remain after a rough crop
    const gap = choice.between(0.02, 0.12) * width;
    const x = choice.random.uniform() < 0.6 ? -reachX + gap - 1 : width + reachX - gap + 1;
    stamp(others, width, drawing, x, centreY, zoom, angle);
    keepApart(others, width, centreX - reachX * 1.15, centreX + reachX * 1.15);
  }
  if (choice.has('specks')) {
    for (let n = 1 + choice.random.below(12); n > 0; n--) {
      const [x, y] = [choice.between(0, width), choice.between(0, height)];
      dot(others, width, x, y, choice.between(0.4, 0.012 * width + 0.6));
    }
  }
  return others;
}

/** Printed lines of exercise paper: coverage, 0 to 1. */
function drawLines({ width, height, pen, high, zoom, angle }: Place, choice: Choice): Float32Array {
  const lines = new Float32Array(width * height);
  const squares = choice.has('squares');
  if (!squares && !choice.has('rules')) return lines;
  const spacing = choice.between(0.35, 1.1) * high * zoom * (squares ? 0.7 : 1.4);
  const strength = choice.between(0.4, 1);
  const stroke = (pen ?? 2.6) * 5 * zoom;
  const thick = Math.max(0.7, Math.min(choice.between(0.05, 0.4) * stroke, 0.08 * spacing));
  const bend = choice.has('turn') ? choice.between(-0.02, 0.02) : 0;
  const tilt = angle * 0.5 + choice.between(-0.04, 0.04) * (choice.has('turn') ? 1 : 0);
  for (const upright of squares ? [false, true] : [false]) {
    const offset = choice.between(0, spacing);
    rule(lines, width, height, tilt, bend, spacing, offset, thick, strength, upright);
  }
  return lines;
}

/** The light that reaches the camera: reflectance of paper, lines and ink, times illumination. RGB, 0 to 1. */
function reflectance(cover: Float32Array, others: Float32Array, place: Place, choice: Choice): Float32Array {
  const { width, height } = place;
  const { random } = choice;
  const paper = choice.has('colour') ? choice.pick(PAPERS) : WHITE;
  let ink = choice.has('colour') ? choice.pick(PENS) : BLACK;
  let grain = 0;
  if (choice.has('pencil')) {
    const grey = choice.between(0.35, 0.62);
    ink = [grey, grey, grey * 1.02];
    grain = choice.between(0.1, 0.35);
  } else if (random.uniform() < 0.5 && (choice.has('squares') || choice.has('rules'))) {
    ink = choice.pick(PENS);
  }
  const lines = drawLines(place, choice);
  const line = choice.pick(LINES);
  const light = choice.has('shadow') ? shadow(width, height, random) : undefined;
  const values = new Float32Array(width * height * 3);
  for (let p = 0, at = 0; p < width * height; p++) {
    const rough = grain > 0 ? 1 - grain * 2 * random.uniform() : 1;
    const marked = Math.min(1, Math.max(cover[p], others[p]) * rough);
    for (let c = 0; c < 3; c++, at++) {
      const ground = paper[c] * (1 - lines[p] * (1 - line[c]));
      values[at] = (ground * (1 - marked) + Math.min(ground, ink[c]) * marked) * (light?.[p] ?? 1);
    }
  }
  return values;
}

/** Converts to bytes, with camera noise. */
function withNoise(values: Float32Array, choice: Choice): Uint8Array {
  const { random } = choice;
  const noise = choice.has('noise') ? choice.between(2, 12) : 0;
  const bytes = new Uint8Array(values.length);
  for (let p = 0; p < values.length; p++) {
    const error = noise > 0 ? noise * (random.uniform() + random.uniform() + random.uniform() - 1.5) * 2 : 0;
    bytes[p] = Math.min(255, Math.max(0, Math.round(values[p] * 255 + error)));
  }
  return bytes;
}

function onNothing(cover: Float32Array, width: number, height: number, colour: Colour): RasterImage {
  const data = new Uint8Array(width * height * 4);
  for (let p = 0; p < cover.length; p++) {
    for (let c = 0; c < 3; c++) data[p * 4 + c] = Math.round(colour[c] * 255);
    data[p * 4 + 3] = Math.round(cover[p] * 255);
  }
  return { width, height, channels: 4, data };
}

async function throughJpeg(picture: RasterImage, quality: number): Promise<RasterImage> {
  const { width, height } = picture;
  const jpeg = await sharp(picture.data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
  const data = await sharp(jpeg).toColourspace('srgb').raw().toBuffer();
  return { width, height, channels: 3, data };
}
