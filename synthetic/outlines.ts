/** Digits in outlines of any shape and thickness, drawn and printed: circles, bubbles, thick boxes, grids. */

import { Random } from '../src/random.ts';
import { type Painter, PEN, paintForm } from './form-scene.ts';
import type { DigitSource, FormPicture } from './forms.ts';

export const outlineKinds = [
  'thick box',
  'circle',
  'circles',
  'bubble',
  'touched',
  'separate',
  'grid',
] as const;
export type OutlineKind = (typeof outlineKinds)[number];

/** The same arguments give the same picture. */
export function outlinePicture(
  kind: OutlineKind,
  digits: DigitSource,
  seed: number,
  index: number,
): FormPicture {
  return paintForm(painters[kind], digits, Random.stream(seed, 'outline', kind, index));
}

const painters: Record<OutlineKind, Painter> = {
  'thick box': (high, start, random) => {
    const thick = PEN * high * (0.5 + 2.5 * random.uniform());
    const inner = high * (1.3 + random.uniform());
    const scene = start(inner + 2 * thick + high, inner + 2 * thick + high);
    const [x, y] = [scene.sheet.width / 2, scene.sheet.height / 2];
    scene.box(x, y, inner + thick, inner + thick, thick);
    return scene.finish(scene.write(x, y, high));
  },
  circle: (high, start, random) => {
    const across = high * (1.7 + 0.8 * random.uniform());
    const scene = start(across + high, across + high);
    const [x, y] = [scene.sheet.width / 2, scene.sheet.height / 2];
    scene.ellipse(x, y, across, across * scene.between(0.9, 1.1), PEN * high * scene.between(0.5, 1.5));
    return scene.finish(scene.write(x, y, high));
  },
  circles: (high, start, random) => {
    const count = 3 + random.below(6);
    const across = high * (1.7 + 0.4 * random.uniform());
    const pitch = across * (1.15 + 0.3 * random.uniform());
    const thick = PEN * high * (0.4 + 0.8 * random.uniform());
    const scene = start(pitch * count + high, across + high);
    const text = scene.row(count, pitch, high, (x, y) => {
      scene.ellipse(x, y, across, across, thick);
      return scene.write(x, y, high);
    });
    return scene.finish(text);
  },
  bubble: (high, start, random) => {
    const count = 2 + random.below(5);
    const pitch = high * (0.95 + 0.2 * random.uniform());
    const [across, down] = [pitch * count + 1.6 * high, 2.2 * high];
    const scene = start(across + high, down + high);
    const [x, y] = [scene.sheet.width / 2, scene.sheet.height / 2];
    scene.ellipse(x, y, across, down, PEN * high * scene.between(0.5, 1.2));
    const text = Array.from({ length: count }, (_, n) =>
      scene.write(x + pitch * (n + 0.5 - count / 2), y, high),
    );
    return scene.finish(text.join(''));
  },
  touched: (high, start, random) => {
    const thick = PEN * high * (0.7 + 0.5 * random.uniform());
    const inner = high * (1.5 + 0.5 * random.uniform());
    const scene = start(inner + 2 * thick + high, inner + 2 * thick + high);
    const [x, y] = [scene.sheet.width / 2, scene.sheet.height / 2];
    scene.box(x, y, inner + thick, inner + thick, thick);
    // its head or its foot reaches into the side
    const off = (inner - high) / 2 + thick * scene.between(0.2, 0.6);
    return scene.finish(scene.write(x, y + (random.below(2) === 0 ? off : -off), high));
  },
  separate: (high, start, random) => {
    const count = 3 + random.below(6);
    const [across, down] = [high * (1.3 + 0.3 * random.uniform()), high * (1.35 + 0.4 * random.uniform())];
    const pitch = across * (1.15 + 0.3 * random.uniform());
    const thick = PEN * high * (0.2 + 0.8 * random.uniform());
    const scene = start(pitch * count + high, down + high);
    const text = scene.row(count, pitch, high, (x, y) => {
      // as a printer aligns them: to a pixel or two
      scene.box(x, y + scene.between(-1, 1), across, down, thick);
      return scene.write(x, y, high);
    });
    return scene.finish(text);
  },
  grid: (high, start, random) => {
    const cell = high * (1.3 + 0.4 * random.uniform());
    const thin = PEN * high * (0.15 + 0.3 * random.uniform());
    const scene = start(9 * cell + high, 9 * cell + high);
    for (let n = 0; n <= 9; n++) {
      const at = high / 2 + n * cell;
      const thick = n % 3 === 0 ? 2.5 * thin : thin;
      scene.stroke([[high / 2, at], [high / 2 + 9 * cell, at]], thick); // biome-ignore format: a line
      scene.stroke([[at, high / 2], [at, high / 2 + 9 * cell]], thick); // biome-ignore format: a line
    }
    const off = (): number => cell * scene.between(-0.07, 0.07);
    const rows = Array.from({ length: 9 }, (_, row) =>
      Array.from({ length: 9 }, (_, column) => {
        if (random.uniform() > 0.35) return '';
        const [x, y] = [column, row].map((n) => high / 2 + (n + 0.5) * cell + off());
        return scene.write(x, y, 0.95 * high);
      }).join(''),
    );
    return scene.finish(rows.filter((row) => row !== '').join(' '));
  },
};
