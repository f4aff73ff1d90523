/** Draws active neurons: for image layers the strongest feature maps, for others a cell per neuron. */

import type { LayerActivation } from '../../evaluation/activations.ts';
import type { Shape } from '../../layers/shape.ts';
import { formatShape } from '../../network/layer-output.ts';
import type { Console } from '../terminal/console.ts';
import { enlarged, pictureLines, sideBySide } from '../terminal/image.ts';
import { count, percent } from '../terminal/numbers.ts';

const GAP = 2;
const INDENT = '  ';
/** The range of the drawn size of maps: small ones are enlarged, large ones reduced. */
const LEAST_SIDE = 8;
const MOST_SIDE = 14;

/** Neurons per line, and the maximum that are drawn. */
const ACROSS = 64;
const MOST_NEURONS = 512;
const NAMED = 5;

/** A few lines per layer. @param nameOf the class names of the last layer's neurons */
export function activationLines(
  activations: readonly LayerActivation[],
  nameOf: (digit: number) => string,
  console: Console,
): string[] {
  const { out } = console;
  const { paint, columns } = out;
  const shapes = activations.map(({ output: { shape, width } }) =>
    shape === null ? String(width) : formatShape(shape),
  );
  const widths = [activations.map(({ text }) => text), shapes].map((texts) =>
    Math.max(...texts.map((text) => text.length)),
  );
  return activations.flatMap((activation, n) => {
    const { text, output, values, active, strongest } = activation;
    const name = `${paint.bold(text.padEnd(widths[0]))}  ${shapes[n].padEnd(widths[1])}`;
    const last = n === activations.length - 1;
    const named = strongest
      .slice(0, NAMED)
      .map(({ unit, value }) => `${last ? nameOf(unit) : `#${unit}`}: ${value.toFixed(2)}`);
    if (last) {
      const start = `${name}  logits: `;
      return [start + listed(named, columns - widths[0] - widths[1] - '    logits: '.length)];
    }
    const fraction = `${percent(active / values.length, 1).padStart(5)} of ${count(values.length)} active`;
    if (output.shape === null)
      return [
        out.prose(`${name}  ${fraction}`),
        INDENT + listed(named, columns - INDENT.length),
        ...cells(activation, console),
        '',
      ];
    return [out.prose(`${name}  ${fraction}`), ...maps(activation, output.shape, console), ''];
  });
}

/** As many as fit, and at least one. */
function listed(items: readonly string[], columns: number): string {
  const fitting = items.filter((_, n) => n === 0 || items.slice(0, n + 1).join(', ').length <= columns);
  return fitting.join(', ');
}

/** Maps the minimum of a layer to black, its maximum to white. */
function greys(values: Float32Array): Uint8Array {
  const [low, high] = [Math.min, Math.max].map((choose) => values.reduce((a, b) => choose(a, b)));
  const range = high - low || 1;
  return Uint8Array.from(values, (value) => Math.round((255 * (value - low)) / range));
}

/** A cell per neuron; empty if there are too many. */
function cells({ values }: LayerActivation, { out, blocks }: Console): string[] {
  if (values.length > MOST_NEURONS) return [];
  const across = Math.max(1, Math.min(ACROSS, values.length, out.columns - INDENT.length));
  const bytes = greys(values);
  return Array.from({ length: Math.ceil(values.length / across) }, (_, n) => {
    const row = bytes.subarray(n * across, (n + 1) * across);
    const twice = Uint8Array.from({ length: 2 * row.length }, (_, k) => row[k % row.length]);
    return (INDENT + pictureLines(twice, row.length, 2, out.paint, blocks)[0]).trimEnd();
  });
}

/** As many of the strongest maps as fit on a line, each with its index and its maximum below. */
function maps(
  { values, strongest }: LayerActivation,
  { height, width, channels }: Shape,
  { out, blocks }: Console,
): string[] {
  const bytes = greys(values);
  const pictures: string[][] = [];
  let available = out.columns - INDENT.length;
  for (const { unit, value } of strongest) {
    const plane = Uint8Array.from({ length: height * width }, (_, k) => bytes[k * channels + unit]);
    const small = fitted(plane, width, height);
    const caption = `#${unit}: ${value.toFixed(2)}`;
    const wide = Math.max(small.width, caption.length);
    if (available < wide) break;
    available -= wide + GAP;
    const lines = pictureLines(small.pixels, small.width, small.height, out.paint, blocks);
    pictures.push([...lines.map((line) => line + ' '.repeat(wide - small.width)), caption.padEnd(wide)]);
  }
  return pictures.length === 0 ? [] : sideBySide(pictures, GAP).map((line) => INDENT + line);
}

interface Drawn {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Enlarged, or reduced to means of squares, by an integer factor. */
function fitted(pixels: Uint8Array, width: number, height: number): Drawn {
  const longer = Math.max(width, height);
  const scale = Math.max(1, Math.floor(LEAST_SIDE / longer));
  if (scale > 1) {
    return { pixels: enlarged(pixels, width, height, scale), width: width * scale, height: height * scale };
  }
  const factor = Math.ceil(longer / MOST_SIDE);
  const [wide, high] = [width, height].map((side) => Math.ceil(side / factor));
  const sums = new Float64Array(wide * high);
  const counts = new Uint32Array(sums.length);
  for (const [k, value] of pixels.entries()) {
    const at = Math.floor(Math.floor(k / width) / factor) * wide + Math.floor((k % width) / factor);
    sums[at] += value;
    counts[at]++;
  }
  return {
    pixels: Uint8Array.from(sums, (sum, at) => Math.round(sum / counts[at])),
    width: wide,
    height: high,
  };
}
