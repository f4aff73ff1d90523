/** Exports a model as one ES module without dependencies, for pages, servers and any other JavaScript platform. */

import { formatNetwork } from '../../network/format-network.ts';
import type { Model } from '../../network/model.ts';
import { LABELS } from '../../network/model-schema.ts';
import { version } from '../../version.ts';
import { base64 } from '../base64.ts';
import { transposed } from '../channels-first.ts';
import { littleEndian } from '../little-endian.ts';
import { unsupported, type WeightedLayer, weightedLayers } from '../weighted-layers.ts';
import { type JsFunction, jsFunctions, jsNeeds, jsSource } from './functions.ts';

/** The text of the module, in pieces. */
export function* exportJs(model: Model): Generator<string> {
  const layers = weightedLayers(model);
  const used = new Set<JsFunction>();
  const use = (name: JsFunction): void => {
    used.add(name);
    for (const other of jsNeeds[name] ?? []) use(other);
  };
  use('softmax');
  const calls = layers.flatMap((layer) => {
    const call = callOf(layer);
    if (call === null) return [];
    use(call.name);
    return [`  x = ${call.name}(${['x', ...call.rest].join(', ')});\n`];
  });
  const net = JSON.stringify(formatNetwork(model.architecture)).slice(1, -1);
  const ink = model.binarize ? 'pixels[k] >= 128 ? 1 : 0' : 'pixels[k] / 255';
  yield `/** Reads handwritten digits: ${net}. Written by nn ${version}. */

const f = Math.fround;

/** What the answers 0 to 9 stand for. */
export const labels = ${JSON.stringify(model.classNames ?? LABELS)};

/** Float32 numbers, least significant byte first, in base64. */
function numbers(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, k) => view.getFloat32(4 * k, true));
}

`;
  for (const layer of layers) {
    if (layer.weights.length === 0) continue;
    yield `const weights${layer.place} = numbers('${base64(littleEndian(rowsOf(layer)))}');\n`;
    yield `const bias${layer.place} = numbers('${base64(littleEndian(layer.bias))}');\n`;
  }
  for (const name of jsFunctions) if (used.has(name)) yield jsSource[name];
  yield `
/**
 * Reads one digit.
 * @param {ArrayLike<number>} pixels 784 bytes, row by row from the top left: 0 is paper, 255 is ink; in MNIST's form: the
 *   digit fits a box of 20 x 20, and its centre of mass is in the middle
 * @returns {{ digit: number, confidence: number, probabilities: number[] }}
 * @throws {RangeError} where there are not 784
 */
export function predict(pixels) {
  if (pixels.length !== 784) throw new RangeError(\`expected 784 bytes, got \${pixels.length}\`);
  let x = Float32Array.from({ length: 784 }, (_, k) => ${ink});
${calls.join('')}  const probabilities = Array.from(softmax(x, ${model.temperature}));
  const confidence = Math.max(...probabilities);
  return { digit: probabilities.indexOf(confidence), confidence, probabilities };
}
`;
}

/** One row of weights per input, or per position of the window. */
function rowsOf({ spec, weights }: WeightedLayer): Float32Array {
  return spec.kind === 'conv2d' ? transposed(weights, spec.filters) : weights;
}

function callOf({ spec, place }: WeightedLayer): { name: JsFunction; rest: readonly string[] } | null {
  const arrays = [`weights${place}`, `bias${place}`];
  switch (spec.kind) {
    case 'dense':
      return { name: 'dense', rest: arrays };
    case 'conv2d': {
      const { input, kernel, stride, padding } = spec;
      const sizes = [list(input.height, input.width, input.channels), list(...kernel)];
      return { name: 'conv2d', rest: [...sizes, String(stride), String(padding), ...arrays] };
    }
    case 'maxpool2d':
    case 'avgpool2d': {
      const { input, size, stride } = spec;
      const sizes = [list(input.height, input.width, input.channels), String(size), String(stride)];
      return { name: 'pool2d', rest: [...sizes, String(spec.kind === 'maxpool2d')] };
    }
    case 'leaky-relu':
      return { name: 'leakyRelu', rest: [String(spec.slope)] };
    case 'relu':
    case 'gelu':
    case 'sigmoid':
    case 'tanh':
      return { name: spec.kind, rest: [] };
    case 'dropout':
      return null;
    default:
      throw unsupported(spec, 'JavaScript');
  }
}

const list = (...numbers: readonly number[]): string => `[${numbers.join(', ')}]`;
