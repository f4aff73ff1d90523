import sharp from 'sharp';
import type { RasterImage } from '../src/image/image.ts';
import { Random } from '../src/random.ts';
import { layOnTable } from '../test/support/table.ts';
import { blur, dot, keepApart, rule, shadow, stamp } from './canvas.ts';
import { drawWithPen } from './pen.ts';
import { type Effect, effects, type Scene, scenes } from './scenes.ts';

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

/** One digit with the effects of a scene, each by its chance. The same arguments give the same picture. */
export function paperScene(
  name: string,
  digit: Uint8Array,
  seed: number,
  index: number,
): Promise<RasterImage> {
  const scene = scenes[name];
  const choice = Random.stream(seed, 'scene', name, index);
  const chosen = effects.filter((effect) => choice.uniform() < (scene.chances[effect] ?? 0));
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
  const on = new Set(chosen);
  const random = Random.stream(seed, 'paper', index);
  const between = (low: number, high: number) => low + (high - low) * random.uniform();
  const pick = <T>(items: readonly T[]): T => items[random.below(items.length)];

  const width = Math.round(between(...scene.sides));
  const height = Math.round(Math.min(Math.max(width * between(0.75, 1.34), scene.sides[0]), scene.sides[1]));
  let fraction = between(...scene.digit);
  if (on.has('size') && scene.chances.size === undefined) fraction = between(0.15, 0.9);

  const pen = on.has('thick') ? between(4, 6.5) : on.has('thin') ? between(0.7, 1.5) : undefined;
  const drawing = drawWithPen(digit, pen);
  const angle = on.has('turn') ? between(-0.12, 0.12) : 0;
  const high = Math.max(drawing.bottom - drawing.top, drawing.right - drawing.left);
  const zoom = (fraction * Math.min(width, height)) / high;
  const reachX = ((drawing.right - drawing.left) * zoom) / 2;
  const reachY = ((drawing.bottom - drawing.top) * zoom) / 2;
  let centreX = width / 2;
  let centreY = height / 2;
  if (on.has('position')) {
    centreX = between(Math.min(centreX, reachX * 1.15), Math.max(centreX, width - reachX * 1.15));
    centreY = between(Math.min(centreY, reachY * 1.15), Math.max(centreY, height - reachY * 1.15));
  }
  if (on.has('cut')) {
    const over = between(0.01, 0.1) * 2;
    const side = random.below(4);
    if (side === 0) centreX = reachX * (1 - over);
    if (side === 1) centreX = width - reachX * (1 - over);
    if (side === 2) centreY = reachY * (1 - over);
    if (side === 3) centreY = height - reachY * (1 - over);
  }
  const cover = new Float32Array(width * height);
  stamp(cover, width, drawing, centreX, centreY, zoom, angle);
  const others = new Float32Array(width * height);
  if (on.has('neighbours')) {
    // only the parts of neighbours that a careless crop leaves
    const gap = between(0.02, 0.12) * width;
    if (random.uniform() < 0.6) stamp(others, width, drawing, -reachX + gap - 1, centreY, zoom, angle);
    else stamp(others, width, drawing, width + reachX - gap + 1, centreY, zoom, angle);
    keepApart(others, width, centreX - reachX * 1.15, centreX + reachX * 1.15);
  }
  if (on.has('specks')) {
    for (let n = 1 + random.below(12); n > 0; n--)
      dot(others, width, between(0, width), between(0, height), between(0.4, 0.012 * width + 0.6));
  }

  if (on.has('alpha')) {
    const colour = random.uniform() < 0.5 ? (random.uniform() < 0.5 ? WHITE : BLACK) : pick(PENS);
    return onNothing(cover, width, height, colour);
  }

  const paper = on.has('colour') ? pick(PAPERS) : WHITE;
  let ink = on.has('colour') ? pick(PENS) : BLACK;
  let grain = 0;
  if (on.has('pencil')) {
    const grey = between(0.35, 0.62);
    ink = [grey, grey, grey * 1.02];
    grain = between(0.1, 0.35);
  } else if (random.uniform() < 0.5 && (on.has('squares') || on.has('rules'))) {
    ink = pick(PENS);
  }
  const lines = new Float32Array(width * height);
  if (on.has('squares') || on.has('rules')) {
    const spacing = between(0.35, 1.1) * high * zoom * (on.has('squares') ? 0.7 : 1.4);
    const strength = between(0.4, 1);
    const stroke = (pen ?? 2.6) * 5 * zoom;
    const thick = Math.max(0.7, Math.min(between(0.05, 0.4) * stroke, 0.08 * spacing));
    const bend = on.has('turn') ? between(-0.02, 0.02) : 0;
    const tilt = angle * 0.5 + between(-0.04, 0.04) * (on.has('turn') ? 1 : 0);
    rule(lines, width, height, tilt, bend, spacing, between(0, spacing), thick, strength, false);
    if (on.has('squares'))
      rule(lines, width, height, tilt, bend, spacing, between(0, spacing), thick, strength, true);
  }
  const line = pick(LINES);

  // reflectance of paper, lines and ink; then illumination
  const light = on.has('shadow') ? shadow(width, height, random) : undefined;
  const values = new Float32Array(width * height * 3);
  for (let p = 0, at = 0; p < width * height; p++) {
    const rough = grain > 0 ? 1 - grain * 2 * random.uniform() : 1;
    const marked = Math.min(1, Math.max(cover[p], others[p]) * rough);
    for (let c = 0; c < 3; c++, at++) {
      const ground = paper[c] * (1 - lines[p] * (1 - line[c]));
      values[at] = (ground * (1 - marked) + Math.min(ground, ink[c]) * marked) * (light?.[p] ?? 1);
    }
  }
  if (on.has('inverted')) for (let at = 0; at < values.length; at++) values[at] = 1 - 0.95 * values[at];
  if (on.has('blur')) {
    const reach = Math.min(0.045 * high * zoom, between(0.3, 0.006 * width + 1.2));
    for (let turn = 0; turn < 2; turn++) blur(values, width, height, reach);
  }
  const noise = on.has('noise') ? between(2, 12) : 0;
  const data = new Uint8Array(values.length);
  for (let at = 0; at < data.length; at++) {
    const error = noise > 0 ? noise * (random.uniform() + random.uniform() + random.uniform() - 1.5) * 2 : 0;
    data[at] = Math.min(255, Math.max(0, Math.round(values[at] * 255 + error)));
  }
  const sheet: RasterImage = { width, height, channels: 3, data };
  const picture = on.has('table') ? layOnTable(sheet, random) : sheet;
  return on.has('jpeg') ? throughJpeg(picture, Math.round(between(35, 92))) : picture;
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
