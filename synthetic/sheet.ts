/** A sheet of a form while it is drawn, and as a camera sees it. */

import type { RasterImage } from '../src/image/image.ts';
import type { Random } from '../src/random.ts';
import { dot, shadow } from './canvas.ts';

/** Ink and rules on a sheet while it is drawn. */
export class Sheet {
  readonly ink: Float32Array;
  readonly rules: Float32Array;
  readonly width: number;
  readonly height: number;

  constructor(width: number, height: number) {
    this.width = Math.round(width);
    this.height = Math.round(height);
    this.ink = new Float32Array(this.width * this.height);
    this.rules = new Float32Array(this.width * this.height);
  }

  /** A horizontal or vertical rule; `lean` is rise over run. */
  line(x0: number, y0: number, x1: number, y1: number, thick: number): void {
    const upright = Math.abs(y1 - y0) > Math.abs(x1 - x0);
    const [from, to] = upright ? [y0, y1] : [x0, x1];
    for (let t = Math.round(from - thick / 2); t <= Math.round(to + thick / 2); t++) {
      const part = Math.min(1, Math.max(0, (t - from) / Math.max(1, to - from)));
      const middle = upright ? x0 + (x1 - x0) * part : y0 + (y1 - y0) * part;
      for (let d = Math.floor(middle - thick); d <= Math.ceil(middle + thick); d++) {
        const [x, y] = upright ? [d, t] : [t, d];
        if (x < 0 || y < 0 || x >= this.width || y >= this.height) continue;
        const cover = Math.min(1, Math.max(0, thick / 2 + 0.5 - Math.abs(d - middle)));
        this.rules[y * this.width + x] = Math.max(this.rules[y * this.width + x], cover);
      }
    }
  }

  /** A round spot of a printed or drawn line. */
  spot(x: number, y: number, radius: number): void {
    dot(this.rules, this.width, x, y, radius, 1);
  }
}

/** Ink on paper, with uneven light in half of the cases, and grain. */
export function developed(sheet: Sheet, random: Random): RasterImage {
  const { width, height, ink, rules } = sheet;
  const paper = 225 + 25 * random.uniform();
  const pencil = 20 + 90 * random.uniform();
  const printed = 20 + 110 * random.uniform();
  const noise = 1 + 4 * random.uniform();
  const light = random.below(2) === 0 ? shadow(width, height, random) : undefined;
  const data = new Uint8Array(width * height);
  for (let p = 0; p < data.length; p++) {
    const ground = paper + (printed - paper) * rules[p];
    const value = (ground + (Math.min(ground, pencil) - ground) * ink[p]) * (light?.[p] ?? 1);
    const error = noise * 2 * (random.uniform() + random.uniform() + random.uniform() - 1.5);
    data[p] = Math.min(255, Math.max(0, Math.round(value + error)));
  }
  return { width, height, channels: 1, data };
}

/** Ink and rules without grain, blur or grey levels, dark on white or, in one of four cases, light on black. */
export function flat(sheet: Sheet, random: Random): RasterImage {
  const { width, height, ink, rules } = sheet;
  const [pen, printed] = [Math.round(90 * random.uniform()), Math.round(130 * random.uniform())];
  const isNegative = random.below(4) === 0;
  const data = new Uint8Array(width * height);
  for (let p = 0; p < data.length; p++) {
    const value = ink[p] >= 0.5 ? pen : rules[p] >= 0.5 ? printed : 255;
    data[p] = isNegative ? 255 - value : value;
  }
  return { width, height, channels: 1, data };
}
