/** Formats and parses the weights and biases of a layer in a model file. */

import { ModelError, show } from '../errors.ts';
import type { LayerSpec } from './architecture.ts';
import { formatFloat32 } from './format-float32.ts';
import { weightShapeOf } from './model-size.ts';

/** One line per row of weights. `take` returns the arrays of the layer, in order. */
export function* formatLayer(layer: LayerSpec, take: () => Float32Array): Generator<string> {
  const shape = weightShapeOf(layer);
  if (shape === null) {
    yield JSON.stringify(layer);
    return;
  }
  const { rows, cols } = shape;
  const weights = take();
  yield `${JSON.stringify(layer).slice(0, -1)},\n"weights": [\n`;
  for (let row = 0; row < rows; row++) {
    yield `${formatRow(weights.subarray(row * cols, (row + 1) * cols))}${row === rows - 1 ? '' : ','}\n`;
  }
  yield `],\n"bias": ${formatRow(take())}}`;
}

function formatRow(numbers: Float32Array): string {
  let text = '[';
  for (let k = 0; k < numbers.length; k++) text += (k === 0 ? '' : ',') + formatFloat32(numbers[k]);
  return `${text}]`;
}

/**
 * The arrays of a layer; none for a layer without weights.
 * @param place the position of the layer, for messages
 * @throws ModelError that names the invalid number
 */
export function readLayerWeights(
  layer: LayerSpec,
  { weights, bias }: { readonly weights?: readonly unknown[]; readonly bias?: unknown },
  place: string,
): Float32Array[] {
  const shape = weightShapeOf(layer);
  if (shape === null) return [];
  const { rows, cols, biases } = shape;
  return [
    readWeights(weights ?? [], rows, cols, `${place}.weights`),
    readNumbers(bias, biases, `${place}.bias`),
  ];
}

function readWeights(rows: readonly unknown[], inputs: number, outputs: number, place: string): Float32Array {
  if (rows.length !== inputs) throw new ModelError(`${place}: expected ${inputs} rows, got ${rows.length}`);
  for (let row = 0; row < inputs; row++) checkRow(rows[row], outputs, `${place}[${row}]`);
  const weights = new Float32Array(inputs * outputs);
  for (let row = 0; row < inputs; row++) weights.set(rows[row] as number[], row * outputs);
  return checkFinite(weights, outputs, place);
}

function readNumbers(numbers: unknown, length: number, place: string): Float32Array {
  checkRow(numbers, length, place);
  return checkFinite(Float32Array.from(numbers as number[]), length, place);
}

function checkRow(numbers: unknown, length: number, place: string): void {
  if (!Array.isArray(numbers)) throw new ModelError(`${place}: expected a list of ${length} numbers`);
  if (numbers.length !== length) {
    throw new ModelError(`${place}: expected ${length} numbers, got ${numbers.length}`);
  }
  // a model may have 30 million: `findIndex` and `every` take ten times as long
  for (let k = 0; k < length; k++) {
    if (typeof numbers[k] === 'number') continue;
    throw new ModelError(`${place}[${k}]: expected a number, got ${show(numbers[k])}`);
  }
}

function checkFinite(numbers: Float32Array, columns: number, place: string): Float32Array {
  for (let k = 0; k < numbers.length; k++) {
    if (Number.isFinite(numbers[k])) continue;
    const row = numbers.length === columns ? '' : `[${Math.floor(k / columns)}]`;
    throw new ModelError(`${place}${row}[${k % columns}]: too large for a float32`);
  }
  return numbers;
}
