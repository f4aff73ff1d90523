/**
 * Exports a model as one C99 header without dependencies or allocation, for microcontrollers and any other platform
 * with a C compiler.
 */

import { formatFloat32 } from '../../network/format-float32.ts';
import { formatNetwork } from '../../network/format-network.ts';
import type { Model } from '../../network/model.ts';
import { LABELS } from '../../network/model-schema.ts';
import { version } from '../../version.ts';
import { transposed } from '../channels-first.ts';
import { quantize } from '../quantize.ts';
import { unsupported, type WeightedLayer, weightedLayers } from '../weighted-layers.ts';
import { type CFunction, cFunctions, cNeeds, cSource } from './functions.ts';

export type CWeights = 'float32' | 'int8';

/** The text of the header, in pieces. */
export function* exportC(model: Model, weights: CWeights = 'float32'): Generator<string> {
  const layers = weightedLayers(model);
  const program = new Program(weights);
  for (const layer of layers) program.add(layer);
  yield introduction(model, weights);
  yield '#ifndef NN_MODEL_H\n#define NN_MODEL_H\n\n#include <stdint.h>\n';
  for (const name of program.functions) yield cSource[name];
  for (const layer of layers) yield* arraysOf(layer, weights);
  yield `
/*
 * pixels: 28 rows of 28 bytes from the top left, 0 for paper and 255 for ink, in MNIST's form: the digit fits a box of
 * 20 x 20, and its centre of mass is in the middle. probabilities: of the ten answers. Returns the most likely one.
 * Its memory is static: one thread at a time.
 */
static inline int nn_predict(const uint8_t pixels[784], float probabilities[10])
{
    static float a[${program.sizeOf(0)}], b[${program.sizeOf(1)}];
    int k;
    for (k = 0; k < 784; k++) a[k] = ${model.binarize ? 'pixels[k] >= 128 ? 1.0f : 0.0f' : '(float)pixels[k] / 255.0f'};
${program.calls.map((line) => `    ${line}\n`).join('')}    return nn_softmax(probabilities, ${program.result}, 10, ${literal(model.temperature)});
}

#endif
`;
}

function introduction(model: Model, weights: CWeights): string {
  const { training } = model;
  const names = (model.classNames ?? LABELS).join(', ');
  const lines = [
    `Reads handwritten digits: ${formatNetwork(model.architecture)}. Written by nn ${version}.`,
    `Answers 0 to 9: ${names}`,
    ...(training === undefined
      ? []
      : [`Trained on ${training.data.name}, whose images have the SHA-256 ${training.data.hash}`]),
    ...(weights === 'int8' ? ['Weights: 8 bits each, with a factor for each output'] : []),
  ];
  // names must not be able to end the comment
  const text = lines.map((line) => ` * ${line.replace(/[^ -~]/g, '?').replaceAll('*/', '* /')}\n`).join('');
  return `/*\n${text} */\n`;
}

/** The sequence of calls for the layers of a network, which alternate between two buffers. */
class Program {
  readonly calls: string[] = [];
  readonly #weights: CWeights;
  readonly #used = new Set<CFunction>(['softmax', 'exp']);
  readonly #sizes = [784, 1];
  #in: 0 | 1 = 0;

  constructor(weights: CWeights) {
    this.#weights = weights;
  }

  /** The functions called, in the order required by C. */
  get functions(): readonly CFunction[] {
    return cFunctions.filter((name) => this.#used.has(name));
  }

  /** The buffer that contains the result. */
  get result(): string {
    return 'ab'[this.#in];
  }

  /** The number of elements of a buffer. */
  sizeOf(piece: 0 | 1): number {
    return this.#sizes[piece];
  }

  add({ spec, place, inputs, outputs }: WeightedLayer): void {
    const int8 = this.#weights === 'int8';
    const scales = int8 ? `, nn_scales${place}` : '';
    const arrays = `nn_weights${place}${scales}, nn_bias${place}`;
    switch (spec.kind) {
      case 'dense':
        this.#move(int8 ? 'dense_int8' : 'dense', `${inputs}, ${outputs}, ${arrays}`, outputs);
        return;
      case 'conv2d': {
        const { input, filters, kernel, stride, padding } = spec;
        const sizes = [input.height, input.width, input.channels, filters, ...kernel, stride, padding];
        this.#move(int8 ? 'conv2d_int8' : 'conv2d', `${sizes.join(', ')}, ${arrays}`, outputs);
        return;
      }
      case 'maxpool2d':
      case 'avgpool2d': {
        const { input, size, stride } = spec;
        this.#move(spec.kind, [input.height, input.width, input.channels, size, stride].join(', '), outputs);
        return;
      }
      case 'leaky-relu':
        this.#inPlace('leaky_relu', `${outputs}, ${literal(spec.slope)}`);
        return;
      case 'tanh':
        this.#inPlace('tanh_layer', String(outputs));
        return;
      case 'relu':
      case 'gelu':
      case 'sigmoid':
        this.#inPlace(spec.kind, String(outputs));
        return;
      case 'dropout':
        return;
      default:
        throw unsupported(spec, 'C');
    }
  }

  #use(name: CFunction): void {
    this.#used.add(name);
    for (const other of cNeeds[name] ?? []) this.#use(other);
  }

  #move(name: CFunction, rest: string, outputs: number): void {
    this.#use(name);
    const to = this.#in === 0 ? 1 : 0;
    this.calls.push(`nn_${name}(${'ab'[to]}, ${'ab'[this.#in]}, ${rest});`);
    this.#sizes[to] = Math.max(this.#sizes[to], outputs);
    this.#in = to;
  }

  #inPlace(name: CFunction, rest: string): void {
    this.#use(name);
    this.calls.push(`nn_${name}(${'ab'[this.#in]}, ${rest});`);
  }
}

function* arraysOf(
  { spec, place, outputs, weights, bias }: WeightedLayer,
  type: CWeights,
): Generator<string> {
  if (spec.kind !== 'dense' && spec.kind !== 'conv2d') return;
  const columns = spec.kind === 'dense' ? outputs : spec.filters;
  // one row per input, or per position of the window: the weights of an output are `columns` apart
  const rows = spec.kind === 'dense' ? weights : transposed(weights, spec.filters);
  if (type === 'int8') {
    const { values, scales } = quantize(rows, columns, (k) => k % columns);
    yield* array(`int8_t nn_weights${place}`, values, String);
    yield* array(`float nn_scales${place}`, scales, literal);
  } else {
    yield* array(`float nn_weights${place}`, rows, literal);
  }
  yield* array(`float nn_bias${place}`, bias, literal);
}

const A_LINE = 12;

function* array(
  declaration: string,
  numbers: Float32Array | Int8Array,
  format: (number: number) => string,
): Generator<string> {
  yield `\nstatic const ${declaration}[${numbers.length}] = {\n`;
  for (let start = 0; start < numbers.length; start += A_LINE) {
    yield `${Array.from(numbers.subarray(start, start + A_LINE), format).join(',')},\n`;
  }
  yield '};\n';
}

/** A C float literal. */
function literal(number: number): string {
  const text = formatFloat32(Math.fround(number));
  return `${/[.e]/.test(text) ? text : `${text}.0`}f`;
}
