/** Digits in outlines of any shape and thickness, drawn and printed: circles, bubbles, thick boxes, grids. */

import { cos, sin } from '../src/matrix/float32.ts';
import { Random } from '../src/random.ts';
import { stamp } from './canvas.ts';
import type { DigitSource, FormPicture } from './forms.ts';
import { type Drawing, drawWithPen } from './pen.ts';
import { developed, Sheet } from './sheet.ts';

export const outlineKinds = ['thick box', 'circle', 'circles', 'bubble', 'touched', 'grid'] as const;
export type OutlineKind = (typeof outlineKinds)[number];

/** A stroke of MNIST's pens, relative to the height of the digit. */
const PEN = 0.13;

type Point = readonly [x: number, y: number];

/** One picture while it is drawn. */
class Scene {
  readonly sheet: Sheet;
  readonly random: Random;
  readonly #digits: DigitSource;

  constructor(width: number, height: number, digits: DigitSource, random: Random) {
    this.sheet = new Sheet(width, height);
    this.random = random;
    this.#digits = digits;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.random.uniform();
  }

  /** Any digit of this height around a point; returns its label. */
  write(x: number, y: number, high: number): string {
    const pick = this.random.below(this.#digits.count);
    const drawing: Drawing = drawWithPen(this.#digits.images.subarray(pick * 784, (pick + 1) * 784));
    const wide = drawing.right - drawing.left;
    const zoom = Math.min(high / (drawing.bottom - drawing.top), (1.05 * high) / wide);
    stamp(this.sheet.ink, this.sheet.width, drawing, x, y, zoom, 0);
    return String(this.#digits.labels[pick]);
  }

  /** A closed or open line through points. */
  stroke(points: readonly Point[], thick: number): void {
    for (const [n, [x, y]] of points.entries()) {
      const [fromX, fromY] = points[Math.max(0, n - 1)];
      const far = Math.sqrt((x - fromX) * (x - fromX) + (y - fromY) * (y - fromY));
      const steps = Math.max(1, Math.ceil(far / Math.max(1, thick / 4)));
      for (let k = 1; k <= steps; k++) {
        this.sheet.spot(fromX + ((x - fromX) * k) / steps, fromY + ((y - fromY) * k) / steps, thick / 2);
      }
    }
  }

  box(x: number, y: number, across: number, down: number, thick: number): void {
    const [left, right, top, bottom] = [x - across / 2, x + across / 2, y - down / 2, y + down / 2];
    this.stroke([[left, top], [right, top], [right, bottom], [left, bottom], [left, top]], thick); // biome-ignore format: a box
  }

  /** Drawn by hand: it wavers, and ends beyond its start, or a little before it. */
  ellipse(x: number, y: number, across: number, down: number, thick: number): void {
    const start = this.between(0, 6.28);
    const turn = this.between(6, 6.8);
    const waver = this.between(0, 0.03);
    const phase = this.between(0, 6.28);
    const points = Array.from({ length: 90 }, (_, k): Point => {
      const angle = start + (turn * k) / 89;
      const radius = 1 + waver * sin(2 * angle + phase);
      return [x + (across / 2) * radius * cos(angle), y + (down / 2) * radius * sin(angle)];
    });
    this.stroke(points, thick);
  }

  finish(text: string): FormPicture {
    return { image: developed(this.sheet, this.random), text };
  }
}

/** The same arguments give the same picture. */
export function outlinePicture(
  kind: OutlineKind,
  digits: DigitSource,
  seed: number,
  index: number,
): FormPicture {
  const random = Random.stream(seed, 'outline', kind, index);
  const high = 36 + 40 * random.uniform();
  return painters[kind](high, (width, height) => new Scene(width, height, digits, random), random);
}

type Start = (width: number, height: number) => Scene;

const painters: Record<OutlineKind, (high: number, start: Start, random: Random) => FormPicture> = {
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
    const y = scene.sheet.height / 2;
    const text = Array.from({ length: count }, (_, n) => {
      const x = high / 2 + pitch * (n + 0.5);
      scene.ellipse(x, y, across, across, thick);
      return scene.write(x, y, high);
    });
    return scene.finish(text.join(''));
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
