import type { RasterImage } from '../src/image/image.ts';
import { Random } from '../src/random.ts';
import { type Drawing, drawWithPen } from './pen.ts';

/** Kinds of small scans, as in older data sets of handwriting. */
export const scanKinds = ['binary16', 'stretched16', 'binary32', 'grey16', 'stretchedGrey16'] as const;

export type ScanKind = (typeof scanKinds)[number];

/**
One digit scanned at 16x16 or 32x32, filling its frame except for an occasional margin.
 *
 * - `binary16`, `binary32`: black and white, with the original aspect ratio; light on dark in half of the cases
 * - `stretched16`: black and white, both sides stretched to the frame
 * - `grey16`: grey levels, with the original aspect ratio
 * - `stretchedGrey16`: grey levels, both sides stretched to the frame
 */
export function scanDigit(kind: ScanKind, digit: Uint8Array, seed: number, index: number): RasterImage {
  const random = Random.stream(seed, 'scan', kind, index);
  const side = kind === 'binary32' ? 32 : 16;
  const pen = 1.6 + 1.8 * random.uniform();
  const drawing = drawWithPen(digit, random.uniform() < 0.5 ? undefined : pen);
  const rim = random.uniform() < 0.3 ? (1 + random.below(2)) * (side / 16) : 0;
  const free = side - 2 * rim;
  const wide = drawing.right - drawing.left;
  const high = drawing.bottom - drawing.top;
  const long = Math.max(wide, high);
  // a 1 is not stretched to a square: such data sets do not do that to a single stroke
  const stretched = kind.startsWith('stretched') && wide > high / 3;
  const width = stretched ? free : Math.max(1, Math.round((free * wide) / long));
  const height = stretched ? free : Math.max(1, Math.round((free * high) / long));
  const left = (side - width) >> 1;
  const top = (side - height) >> 1;
  const cover = shrink(drawing, width, height);
  const cut = 0.35 + 0.25 * random.uniform();
  const light = random.uniform() < 0.5;
  const data = new Uint8Array(side * side).fill(light ? 0 : 255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const fraction = cover[y * width + x];
      const ink =
        kind === 'grey16' || kind === 'stretchedGrey16'
          ? Math.min(1, fraction * 1.1)
          : fraction > cut
            ? 1
            : 0;
      data[(top + y) * side + left + x] = Math.round(255 * (light ? ink : 1 - ink));
    }
  }
  return { width: side, height: side, channels: 1, data };
}

/** Mean coverage of the drawing's box over `width` x `height` pixels. */
function shrink(drawing: Drawing, width: number, height: number): Float32Array {
  const out = new Float32Array(width * height);
  const parts = 8; // samples per side
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let j = 0; j < parts; j++) {
        const v = drawing.top + ((drawing.bottom - drawing.top) * (y + (j + 0.5) / parts)) / height;
        for (let i = 0; i < parts; i++) {
          const u = drawing.left + ((drawing.right - drawing.left) * (x + (i + 0.5) / parts)) / width;
          sum += drawing.data[Math.floor(v) * drawing.side + Math.floor(u)];
        }
      }
      out[y * width + x] = sum / (parts * parts);
    }
  }
  return out;
}
