/** Drawing primitives for synthetic paper; coverage is 0 to 1, row-major. */
import { cos, sin } from '../src/matrix/float32.ts';
import type { Random } from '../src/random.ts';
import type { Drawing } from './pen.ts';

/** Adds a drawing, rotated by `angle` and scaled by `zoom`, with its box centred at (`centreX`, `centreY`). */
export function stamp(
  out: Float32Array,
  width: number,
  drawing: Drawing,
  centreX: number,
  centreY: number,
  zoom: number,
  angle: number,
): void {
  const height = out.length / width;
  const { side, data } = drawing;
  const middleX = (drawing.left + drawing.right) / 2;
  const middleY = (drawing.top + drawing.bottom) / 2;
  const c = cos(angle) / zoom;
  const s = sin(angle) / zoom;
  const parts = zoom < 1 ? Math.min(4, Math.ceil(1 / zoom)) + 1 : 2;
  // of the rotated drawing, from its middle
  const most = Math.max(middleX, side - middleX, middleY, side - middleY);
  const reach = most * zoom * zoom * (Math.abs(c) + Math.abs(s)) + 1;
  const right = Math.min(width, Math.ceil(centreX + reach));
  const bottom = Math.min(height, Math.ceil(centreY + reach));
  for (let y = Math.max(0, Math.floor(centreY - reach)); y < bottom; y++) {
    for (let x = Math.max(0, Math.floor(centreX - reach)); x < right; x++) {
      let sum = 0;
      for (let j = 0; j < parts; j++) {
        const dy = y + (j + 0.5) / parts - centreY;
        for (let i = 0; i < parts; i++) {
          const dx = x + (i + 0.5) / parts - centreX;
          const u = Math.floor(middleX + c * dx + s * dy);
          const v = Math.floor(middleY - s * dx + c * dy);
          if (u >= 0 && v >= 0 && u < side && v < side) sum += data[v * side + u];
        }
      }
      const p = y * width + x;
      out[p] = Math.max(out[p], sum / (parts * parts));
    }
  }
}

/** Clears the columns from `from` to `to`. */
export function keepApart(cover: Float32Array, width: number, from: number, to: number): void {
  for (let p = 0; p < cover.length; p++) {
    const x = p % width;
    if (x >= from && x <= to) cover[p] = 0;
  }
}

/** Adds a round speck, or a spot of a line with a `strength` of 1. */
export function dot(
  out: Float32Array,
  width: number,
  x: number,
  y: number,
  radius: number,
  strength = 0.9,
): void {
  const height = out.length / width;
  const reach = Math.ceil(radius) + 1;
  for (let v = Math.max(0, Math.floor(y) - reach); v <= Math.min(height - 1, Math.floor(y) + reach); v++) {
    for (let u = Math.max(0, Math.floor(x) - reach); u <= Math.min(width - 1, Math.floor(x) + reach); u++) {
      const far = Math.sqrt((u + 0.5 - x) * (u + 0.5 - x) + (v + 0.5 - y) * (v + 0.5 - y));
      out[v * width + u] = Math.max(
        out[v * width + u],
        Math.min(1, Math.max(0, radius + 0.5 - far)) * strength,
      );
    }
  }
}

/** Parallel lines with soft edges, `spacing` apart; `bend` is their curvature on a sheet that is not flat. */
export function rule(
  out: Float32Array,
  width: number,
  height: number,
  tilt: number,
  bend: number,
  spacing: number,
  offset: number,
  thick: number,
  strength: number,
  upright: boolean,
): void {
  const c = cos(tilt);
  const s = sin(tilt);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      const along = upright ? y / height - 0.5 : x / width - 0.5;
      const bow = bend * along * along * (upright ? height : width);
      const across = (upright ? x * c + y * s : y * c - x * s) + bow + offset + spacing * 64;
      const from = across - spacing * Math.round(across / spacing);
      const cover = Math.min(1, Math.max(0, thick / 2 + 0.5 - Math.abs(from))) * Math.min(1, thick);
      out[p] = Math.max(out[p], cover * strength);
    }
  }
}

/**
 * The fraction of light that reaches each pixel: a gradient, and in half of the cases a soft-edged shadow on one
 * side.
 */
export function shadow(width: number, height: number, random: Random): Float32Array {
  const out = new Float32Array(width * height);
  const direction = random.uniform() * 6.28;
  const c = cos(direction);
  const s = sin(direction);
  const slope = 0.1 + 0.5 * random.uniform();
  const bright = 0.65 + 0.35 * random.uniform();
  const cast = random.uniform() < 0.5 ? 0.25 + 0.35 * random.uniform() : 0;
  const edge = random.uniform() * 1.2 - 0.6;
  const turn = random.uniform() * 6.28;
  const ec = cos(turn);
  const es = sin(turn);
  const soft = 0.06 + 0.3 * random.uniform();
  for (let y = 0, p = 0; y < height; y++) {
    const v = (2 * y) / height - 1;
    for (let x = 0; x < width; x++, p++) {
      const u = (2 * x) / width - 1;
      const fall = 1 - slope * (0.5 + (u * c + v * s) / 2.83);
      const inside = Math.min(1, Math.max(0, (u * ec + v * es - edge) / soft + 0.5));
      out[p] = bright * fall * (1 - cast * inside);
    }
  }
  return out;
}

/** A box blur over 2 x `reach` + 1 pixels (fractions fade in), along both sides. */
export function blur(values: Float32Array, width: number, height: number, reach: number): void {
  const whole = Math.floor(reach);
  const part = reach - whole;
  const total = 2 * reach + 1;
  const along = (count: number, stride: number, lines: number, step: number) => {
    const line = new Float32Array(count);
    for (let l = 0; l < lines; l++) {
      for (let c = 0; c < 3; c++) {
        const start = l * step * 3 + c;
        for (let i = 0; i < count; i++) line[i] = values[start + i * stride * 3];
        for (let i = 0; i < count; i++) {
          let sum = 0;
          for (let k = -whole; k <= whole; k++) sum += line[Math.min(count - 1, Math.max(0, i + k))];
          sum += part * (line[Math.max(0, i - whole - 1)] + line[Math.min(count - 1, i + whole + 1)]);
          values[start + i * stride * 3] = sum / total;
        }
      }
    }
  };
  along(width, 1, height, width);
  along(height, width, width, 1);
}
