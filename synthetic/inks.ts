/** Digits in flat colours, in several pens, on tinted fields, and in cells cropped with thick lines. */

import { Random } from '../src/random.ts';
import { type FormScene, type Painter, PEN, paintForm, type Start } from './form-scene.ts';
import type { DigitSource, FormPicture } from './forms.ts';

export const inkKinds = ['flat', 'flat circles', 'pens', 'tinted box', 'tinted boxes', 'thick cell'] as const;
export type InkKind = (typeof inkKinds)[number];

/** The same arguments give the same picture. */
export function inkPicture(kind: InkKind, digits: DigitSource, seed: number, index: number): FormPicture {
  return paintForm(painters[kind], digits, Random.stream(seed, 'ink', kind, index));
}

/** A row of digits, each around the middle of its slot. */
function row(
  high: number,
  start: Start,
  pitch: number,
  random: Random,
  each: (scene: FormScene, x: number, y: number) => string,
) {
  const count = 3 + random.below(6);
  const scene = start(pitch * count + high, 2.5 * high);
  return { scene, text: scene.row(count, pitch, high, (x, y) => each(scene, x, y)) };
}

const painters: Record<InkKind, Painter> = {
  flat: (high, start, random) => {
    const { scene, text } = row(high, start, 1.15 * high, random, (scene, x, y) => scene.write(x, y, high));
    return scene.finishFlat(text);
  },
  'flat circles': (high, start, random) => {
    const across = high * (1.7 + 0.4 * random.uniform());
    const thick = PEN * high * (0.4 + 0.8 * random.uniform());
    const { scene, text } = row(high, start, 1.2 * across, random, (scene, x, y) => {
      scene.ellipse(x, y, across, across, thick);
      return scene.write(x, y, high);
    });
    return scene.finishFlat(text);
  },
  pens: (high, start, random) => {
    const { scene, text } = row(high, start, 1.15 * high, random, (scene, x, y) =>
      scene.write(x, y, high, scene.between(0.4, 1)),
    );
    return scene.finish(text);
  },
  'tinted box': (high, start, random) => {
    const [across, down] = [high * (1.4 + 0.8 * random.uniform()), high * (1.4 + 0.6 * random.uniform())];
    const scene = start(across + high, down + high);
    const [x, y] = [scene.sheet.width / 2, scene.sheet.height / 2];
    scene.fill(x, y, across, down, scene.between(0.1, 0.45));
    if (random.below(2) === 0) scene.box(x, y, across, down, PEN * high * scene.between(0.15, 0.6));
    return scene.finish(scene.write(x, y, high));
  },
  'tinted boxes': (high, start, random) => {
    const pitch = high * (1.35 + 0.4 * random.uniform());
    const across = pitch * (random.below(2) === 0 ? 1 : 0.85);
    const [strength, thick] = [0.1 + 0.35 * random.uniform(), PEN * high * 0.5 * random.uniform()];
    const { scene, text } = row(high, start, pitch, random, (scene, x, y) => {
      scene.fill(x, y, across, 1.6 * high, strength);
      if (thick > PEN * high * 0.15) scene.box(x, y, across, 1.6 * high, thick);
      return scene.write(x, y, high);
    });
    return scene.finish(text);
  },
  'thick cell': (high, start, random) => {
    // what is left of the lines at the border of the picture, after it was cropped by hand
    const thick = PEN * high * (1 + 2 * random.uniform());
    const inner = high * (1.25 + 0.35 * random.uniform());
    const cut = Array.from({ length: 4 }, () => thick * random.uniform());
    const scene = start(inner + cut[0] + cut[1], inner + cut[2] + cut[3]);
    const { width, height } = scene.sheet;
    const lean = (): number => 0.02 * high * scene.between(-1, 1);
    const line = (x0: number, y0: number, x1: number, y1: number): void => scene.stroke([[x0, y0], [x1, y1]], thick); // biome-ignore format: a line
    line(cut[0] - thick / 2 + lean(), 0, cut[0] - thick / 2 + lean(), height);
    line(width - cut[1] + thick / 2 + lean(), 0, width - cut[1] + thick / 2 + lean(), height);
    line(0, cut[2] - thick / 2 + lean(), width, cut[2] - thick / 2 + lean());
    line(0, height - cut[3] + thick / 2 + lean(), width, height - cut[3] + thick / 2 + lean());
    return scene.finish(scene.write(cut[0] + inner / 2, cut[2] + inner / 2, high));
  },
};
