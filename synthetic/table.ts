import type { RasterImage } from '../src/image/image.ts';
import type { Random } from '../src/random.ts';

/** Brown, grey, black and white tables, 0 to 1. */
const TABLES: readonly (readonly [number, number, number])[] = [
  [0.45, 0.32, 0.2],
  [0.3, 0.2, 0.13],
  [0.62, 0.48, 0.34],
  [0.4, 0.41, 0.42],
  [0.1, 0.1, 0.11],
  [0.97, 0.97, 0.96],
];

/** Distance from the edge of the sheet, in pixels, over which it blends with the table. */
const EDGE = 0.75;

/** Maximum change of a pixel by the grain of the table, which is correlated along rows, and by camera noise. */
const GRAIN = 0.012;
const NOISE = 0.015;
const GRAIN_CORRELATION = 0.9;

/**
 * A sheet of paper, photographed with parts of the table along one to four of its sides, and slightly rotated. The
 * light on both falls off to one side.
 *
 * @param sheet 1 or 3 channels
 */
export function layOnTable(sheet: RasterImage, random: Random): RasterImage {
  const between = (low: number, high: number): number => low + (high - low) * random.uniform();
  const table = TABLES[random.below(TABLES.length)];
  const turn = between(-0.1, 0.1);
  const cos = 1 - (turn * turn) / 2;
  const lean = Math.abs(turn) * 0.55;
  const shown = 1 + random.below(15); // a bit for each side
  const beside = (side: number, length: number): number =>
    length * ((shown >> side) % 2 === 1 ? Math.max(lean, between(0.05, 0.3)) : -lean);
  const [left, right] = [beside(0, sheet.width), beside(1, sheet.width)];
  const [above, below] = [beside(2, sheet.height), beside(3, sheet.height)];
  const width = Math.round(sheet.width + left + right);
  const height = Math.round(sheet.height + above + below);
  const [across, down] = [between(-0.3, 0.3), between(-0.3, 0.3)];
  const data = new Uint8Array(width * height * 3);
  let grain = 0;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = [x - left - sheet.width / 2, y - above - sheet.height / 2];
      const sheetX = cos * u + turn * v + sheet.width / 2;
      const sheetY = cos * v - turn * u + sheet.height / 2;
      const inside = Math.min(sheetX, sheet.width - 1 - sheetX, sheetY, sheet.height - 1 - sheetY);
      const fraction = Math.min(1, Math.max(0, (inside + EDGE) / (2 * EDGE)));
      const light = 1 + across * (x / width - 0.5) + down * (y / height - 0.5);
      grain = GRAIN_CORRELATION * grain + between(-GRAIN, GRAIN);
      for (let c = 0; c < 3; c++, at++) {
        const wood = 255 * (table[c] + grain + between(-NOISE, NOISE)) * light;
        const value =
          fraction > 0 ? fraction * pixelAt(sheet, sheetX, sheetY, c) + (1 - fraction) * wood : wood;
        data[at] = Math.min(255, Math.max(0, Math.round(value)));
      }
    }
  }
  return { width, height, channels: 3, data };
}

/** Bilinear interpolation of one channel. */
function pixelAt(
  { width, height, channels, data }: RasterImage,
  x: number,
  y: number,
  channel: number,
): number {
  const c = channels < 3 ? 0 : channel;
  const [u, v] = [Math.min(width - 1, Math.max(0, x)), Math.min(height - 1, Math.max(0, y))];
  const [left, top] = [Math.min(Math.floor(u), width - 2), Math.min(Math.floor(v), height - 2)];
  const upper = (top * width + left) * channels + c;
  const lower = upper + width * channels;
  const [a, b] = [u - left, v - top];
  const line = (from: number): number => data[from] * (1 - a) + data[from + channels] * a;
  return line(upper) * (1 - b) + line(lower) * b;
}
