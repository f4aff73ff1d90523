/** Forms with digits, while they are drawn. */

import { cos, sin } from '../src/matrix/float32.ts';
import type { Random } from '../src/random.ts';
import { stamp } from './canvas.ts';
import type { DigitSource, FormPicture } from './forms.ts';
import { type Drawing, drawWithPen } from './pen.ts';
import { developed, flat, Sheet } from './sheet.ts';

/** A stroke of MNIST's pens, relative to the height of the digit. */
export const PEN = 0.13;

export type Point = readonly [x: number, y: number];

/** A picture of a form while it is drawn: digits, lines and fills. */
export class FormScene {
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

  /** Any digit of this height around a point, in ink of this strength; returns its label. */
  write(x: number, y: number, high: number, strength = 1): string {
    const pick = this.random.below(this.#digits.count);
    const drawing: Drawing = drawWithPen(this.#digits.images.subarray(pick * 784, (pick + 1) * 784));
    const wide = drawing.right - drawing.left;
    const zoom = Math.min(high / (drawing.bottom - drawing.top), (1.05 * high) / wide);
    const inked = strength === 1 ? drawing : { ...drawing, data: drawing.data.map((ink) => ink * strength) };
    stamp(this.sheet.ink, this.sheet.width, inked, x, y, zoom, 0);
    return String(this.#digits.labels[pick]);
  }

  /** Draws `count` slots, `pitch` apart from half a digit's height on, each by its centre; returns all labels. */
  row(count: number, pitch: number, high: number, each: (x: number, y: number) => string): string {
    const y = this.sheet.height / 2;
    return Array.from({ length: count }, (_, n) => each(high / 2 + pitch * (n + 0.5), y)).join('');
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

  /** Prints an area in a part of the strength of lines. */
  fill(x: number, y: number, across: number, down: number, strength: number): void {
    const { rules, width, height } = this.sheet;
    const [left, right] = [x - across / 2, x + across / 2].map((at) =>
      Math.min(width, Math.max(0, Math.round(at))),
    );
    const [top, bottom] = [y - down / 2, y + down / 2].map((at) =>
      Math.min(height, Math.max(0, Math.round(at))),
    );
    for (let v = top; v < bottom; v++) {
      for (let p = v * width + left; p < v * width + right; p++) rules[p] = Math.max(rules[p], strength);
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

  /** As a camera sees it. */
  finish(text: string): FormPicture {
    return { image: developed(this.sheet, this.random), text };
  }

  /** As a drawing program saves it. */
  finishFlat(text: string): FormPicture {
    return { image: flat(this.sheet, this.random), text };
  }
}

export type Start = (width: number, height: number) => FormScene;

/** Paints a picture with digits of this height. */
export type Painter = (high: number, start: Start, random: Random) => FormPicture;

export function paintForm(painter: Painter, digits: DigitSource, random: Random): FormPicture {
  const high = 36 + 40 * random.uniform();
  return painter(high, (width, height) => new FormScene(width, height, digits, random), random);
}
