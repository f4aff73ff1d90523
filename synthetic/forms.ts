/** Digits as in forms, puzzles and notebooks: in boxes, on combs, in cells, on rules, in lines, and touching. */

import type { RasterImage } from '../src/image/image.ts';
import { Random } from '../src/random.ts';
import { stamp } from './canvas.ts';
import { type Drawing, drawWithPen } from './pen.ts';
import { developed, Sheet } from './sheet.ts';

export const formKinds = [
  'box',
  'field',
  'boxes',
  'comb',
  'cell',
  'rule',
  'number',
  'touching',
  'lines',
  'sheet',
] as const;
export type FormKind = (typeof formKinds)[number];

/** An image and its text, lines separated by spaces. */
export interface FormPicture {
  readonly image: RasterImage;
  readonly text: string;
}

/** Digits to draw from. */
export interface DigitSource {
  readonly count: number;
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/** The fraction of neighbours that touch. */
const TOUCHING: Partial<Record<FormKind, number>> = { touching: 1 / 3, sheet: 1 / 10 };

/** Maximum height of a digit on a form, in pixels. */
const HIGHEST = 60;
const LOWEST = 32;

/** One digit of a form before it is placed on the sheet. */
interface Glyph {
  readonly drawing: Drawing;
  readonly label: number;
  readonly zoom: number;
  /** Width of its slot, including the gap after it; negative gaps make digits touch. */
  readonly slot: number;
  readonly gap: number;
}

/** The same arguments give the same picture. */
export function formPicture(kind: FormKind, digits: DigitSource, seed: number, index: number): FormPicture {
  const random = Random.stream(seed, 'form', kind, index);
  const between = (low: number, high: number): number => low + (high - low) * random.uniform();
  const high = between(LOWEST, HIGHEST);
  const thick = between(1, 2.6);
  const single = kind === 'box' || kind === 'cell';
  const count = single ? 1 : 3 + random.below(6);
  const rows = kind === 'lines' || kind === 'sheet' ? 1 + random.below(5) : 1;
  const margin = high * between(0.5, 1);
  const hasSlots = kind === 'boxes' || kind === 'comb';
  const pitch = hasSlots ? high * between(1.25, 1.6) : high * between(0.95, 1.2);
  const leading = high * between(1.6, 2.2);
  const glyphs = Array.from({ length: rows }, () =>
    Array.from({ length: count }, (): Glyph => {
      const pick = random.below(digits.count);
      // with its own strokes: a pen along their middle would change a digit whose loop is filled
      const drawing = drawWithPen(digits.images.subarray(pick * 784, (pick + 1) * 784));
      const tall = drawing.bottom - drawing.top;
      const wide = drawing.right - drawing.left;
      const zoom = Math.min((high * between(0.9, 1.1)) / tall, (1.05 * high) / wide);
      const touches = random.uniform() < (TOUCHING[kind] ?? 0);
      const apart = touches ? wide * zoom * 0.98 : Math.max(wide * zoom * 1.1, pitch * 0.7);
      const gap = hasSlots || touches ? 0 : high * between(0.12, 0.3);
      return { drawing, label: digits.labels[pick], zoom, slot: hasSlots ? pitch : apart, gap };
    }),
  );
  const across = glyphs.map((row) => row.reduce((sum, { slot, gap }) => sum + slot + gap, 0));
  const inner = single ? high * 1.6 : Math.max(...across) + high * 0.3;
  const sheet = new Sheet(inner + 2 * margin, high * 1.6 + leading * (rows - 1) + 2 * margin);
  const baseline = kind === 'rule' ? margin + high * 1.3 : undefined;
  const rise = between(-0.02, 0.02);
  glyphs.forEach((row, n) => {
    const middle = margin + high * 0.8 + leading * n;
    let left = margin + high * 0.15;
    for (const { drawing, zoom, slot, gap } of row) {
      const tall = (drawing.bottom - drawing.top) * zoom;
      const x = single ? sheet.width / 2 : left + slot / 2;
      const away = high * between(-0.06, 0.06);
      // digits follow the rule, but not exactly
      const y = baseline === undefined ? middle + away : baseline + rise * x - tall / 2 + away;
      stamp(sheet.ink, sheet.width, drawing, x, y, zoom, between(-0.08, 0.08));
      left += slot + gap;
    }
  });
  if (baseline !== undefined) {
    sheet.line(0, baseline, sheet.width, baseline + rise * sheet.width, Math.min(thick, 1.6));
  }
  drawFrame(kind, sheet, { margin, inner, high, pitch, count, thick });
  const text = glyphs.map((row) => row.map(({ label }) => label).join('')).join(' ');
  return { image: developed(sheet, random), text };
}

interface Frame {
  readonly margin: number;
  readonly inner: number;
  readonly high: number;
  readonly pitch: number;
  readonly count: number;
  readonly thick: number;
}

function drawFrame(kind: FormKind, sheet: Sheet, frame: Frame): void {
  const { margin, inner, high, pitch, count, thick } = frame;
  const [left, top] = [margin, margin * 0.9];
  const bottom = sheet.height - margin * 0.9;
  const right = kind === 'boxes' || kind === 'comb' ? left + high * 0.15 + pitch * count : left + inner;
  const dividers = (from: number): void => {
    for (let n = 0; n <= count; n++) {
      const x = left + high * 0.15 + pitch * n;
      sheet.line(x, from, x, bottom, thick);
    }
  };
  if (kind === 'box' || kind === 'field' || kind === 'boxes') {
    const start = kind === 'boxes' ? left + high * 0.15 : left;
    sheet.line(start, top, right, top, thick);
    sheet.line(start, bottom, right, bottom, thick);
    if (kind === 'boxes') dividers(top);
    else for (const x of [start, right]) sheet.line(x, top, x, bottom, thick);
  } else if (kind === 'comb') {
    sheet.line(left + high * 0.15, bottom, right, bottom, thick);
    dividers(bottom - high * 0.4);
  } else if (kind === 'cell') {
    // a cell, cropped with all its lines and parts of its neighbours
    for (const x of [left * 0.4, sheet.width - left * 0.4]) sheet.line(x, 0, x, sheet.height, thick);
    for (const y of [left * 0.4, sheet.height - left * 0.4]) sheet.line(0, y, sheet.width, y, thick);
  }
}
