/**
 * The model file: JSON that a person can read and that gives back the same float32 weights. `docs/model-format.md`
 * describes it field by field. Reading trusts nothing, and names the field that is wrong.
 */

import * as v from 'valibot';
import { ModelError } from '../errors.ts';
import { describe, type LayerSpec, MAX_PARAMETERS, MAX_WIDTH } from './architecture.ts';
import { formatFloat32 } from './decimal.ts';
import type { Model, Provenance } from './model.ts';

export const MODEL_FORMAT = 'nn-model';
export const MODEL_VERSION = 1;

const PIXELS = 784;
const CLASSES = 10;

/** The input that every model expects; see `image/digit.ts` for MNIST's form. */
const INPUT = { width: 28, height: 28, scale: 255, form: 'mnist' } as const;
const LABELS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

const width = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_WIDTH));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const finite = v.pipe(v.number(), v.finite());
/** Far beyond what calibration finds; so near to 0 or infinity, probabilities would mean nothing. */
const temperature = v.pipe(v.number(), v.minValue(0.01), v.maxValue(100));

const layerSchema = v.variant('kind', [
  v.object({
    kind: v.literal('dense'),
    inputs: width,
    outputs: width,
    weights: v.array(v.unknown()),
    bias: v.unknown(),
  }),
  v.object({ kind: v.picklist(['relu', 'sigmoid']) }),
  v.object({ kind: v.literal('dropout'), rate: v.pipe(v.number(), v.minValue(0), v.ltValue(1)) }),
]);

const trainingSchema = v.object({
  nn: v.string(),
  data: v.object({ name: v.string(), hash: v.string(), train: count, validation: count }),
  options: v.record(v.string(), v.union([v.string(), finite, v.boolean(), v.array(finite)])),
  origin: v.optional(v.object({ sha256: v.string(), epochs: count })),
  history: v.array(
    v.object({
      epoch: count,
      loss: finite,
      accuracy: finite,
      validationLoss: v.nullable(finite),
      validationAccuracy: v.nullable(finite),
    }),
  ),
  epoch: count,
  interrupted: v.boolean(),
});

const modelSchema = v.object({
  format: v.literal(MODEL_FORMAT),
  version: v.literal(MODEL_VERSION),
  input: v.object({
    width: v.literal(INPUT.width),
    height: v.literal(INPUT.height),
    scale: v.literal(INPUT.scale),
    form: v.literal(INPUT.form),
  }),
  labels: v.pipe(
    v.array(v.number()),
    v.check((labels) => LABELS.every((label, k) => labels[k] === label) && labels.length === LABELS.length),
  ),
  temperature: v.optional(temperature, 1), // files from before calibration have none
  layers: v.pipe(v.array(layerSchema), v.minLength(1), v.maxLength(1000)),
  training: trainingSchema,
});

/** The text of a model file, in pieces: one line for each row of weights. */
export function* formatModel(model: Model): Generator<string> {
  yield `{\n"format": ${JSON.stringify(MODEL_FORMAT)},\n"version": ${MODEL_VERSION},\n`;
  yield `"network": ${JSON.stringify(describe(model.architecture))},\n`;
  yield `"input": ${JSON.stringify(INPUT)},\n"labels": ${JSON.stringify(LABELS)},\n`;
  yield `"temperature": ${JSON.stringify(model.temperature)},\n`;
  yield `"training": ${JSON.stringify(model.training)},\n"layers": [\n`;
  let place = 0;
  for (const [k, layer] of model.architecture.entries()) {
    if (k > 0) yield ',\n';
    if (layer.kind === 'dense') {
      yield* formatDense(layer, model.parameters[place], model.parameters[place + 1]);
      place += 2;
    } else {
      yield JSON.stringify(layer);
    }
  }
  yield '\n]\n}\n';
}

function* formatDense(
  layer: LayerSpec & { kind: 'dense' },
  weights: Float32Array,
  bias: Float32Array,
): Generator<string> {
  yield `{"kind":"dense","inputs":${layer.inputs},"outputs":${layer.outputs},\n"weights": [\n`;
  for (let row = 0; row < layer.inputs; row++) {
    const numbers = weights.subarray(row * layer.outputs, (row + 1) * layer.outputs);
    yield `${formatRow(numbers)}${row === layer.inputs - 1 ? '' : ','}\n`;
  }
  yield `],\n"bias": ${formatRow(bias)}}`;
}

function formatRow(numbers: Float32Array): string {
  let text = '[';
  for (let k = 0; k < numbers.length; k++) text += (k === 0 ? '' : ',') + formatFloat32(numbers[k]);
  return `${text}]`;
}

/**
 * Reads the text of a model file.
 * @param name what the text came from, for messages
 * @throws ModelError that names the field that is wrong
 */
export function parseModel(text: string, name: string): Model {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const reason = text.trim() === '' ? 'it is empty' : (error as Error).message.replace(/\s+/g, ' ');
    throw new ModelError(`${name}: not a model file: ${reason}`, { cause: error });
  }
  checkKind(json, name);
  const result = v.safeParse(modelSchema, json, { abortEarly: true });
  if (!result.success) {
    throw new ModelError(`${name}: ${explain(result.issues[0])}`);
  }
  const { layers, temperature, training } = result.output;
  checkChain(layers, name);
  const parameters: Float32Array[] = [];
  layers.forEach((layer, k) => {
    if (layer.kind !== 'dense') return;
    const place = `${name}: layers[${k}]`;
    parameters.push(readWeights(layer.weights, layer.inputs, layer.outputs, `${place}.weights`));
    parameters.push(readNumbers(layer.bias, layer.outputs, `${place}.bias`));
  });
  return {
    architecture: layers.map(withoutNumbers),
    parameters,
    temperature,
    training: training as Provenance,
  };
}

type ParsedLayer = v.InferOutput<typeof layerSchema>;

function withoutNumbers(layer: ParsedLayer): LayerSpec {
  if (layer.kind !== 'dense') return layer;
  return { kind: 'dense', inputs: layer.inputs, outputs: layer.outputs };
}

/** Another program's JSON, or another version, deserves a plainer line than a failed field. */
function checkKind(json: unknown, name: string): void {
  const { format, version } = (json ?? {}) as { format?: unknown; version?: unknown };
  if (format !== MODEL_FORMAT) {
    throw new ModelError(`${name}: not a model file of nn: "format" is not ${JSON.stringify(MODEL_FORMAT)}`);
  }
  if (version !== MODEL_VERSION) {
    throw new ModelError(
      `${name}: version ${show(version)} of the model format; this nn reads version ${MODEL_VERSION}`,
    );
  }
}

/** Sizes must chain from 784 pixels to 10 classes, before any memory is asked for. */
function checkChain(layers: readonly ParsedLayer[], name: string): void {
  let size = PIXELS;
  let parameters = 0;
  layers.forEach((layer, k) => {
    if (layer.kind !== 'dense') {
      if (k === 0) throw new ModelError(`${name}: layers[0].kind: the first layer must be dense`);
      return;
    }
    if (layer.inputs !== size) {
      throw new ModelError(`${name}: layers[${k}].inputs: expected ${size}, got ${layer.inputs}`);
    }
    size = layer.outputs;
    parameters += (layer.inputs + 1) * layer.outputs;
  });
  if (size !== CLASSES || layers[layers.length - 1].kind !== 'dense') {
    throw new ModelError(`${name}: layers: the last one must be dense with ${CLASSES} outputs`);
  }
  if (parameters > MAX_PARAMETERS) {
    throw new ModelError(`${name}: layers: ${parameters} weights, and at most ${MAX_PARAMETERS} are allowed`);
  }
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
  const wrong = numbers.findIndex((number) => typeof number !== 'number');
  if (wrong !== -1) {
    throw new ModelError(`${place}[${wrong}]: expected a number, got ${show(numbers[wrong])}`);
  }
}

function checkFinite(numbers: Float32Array, columns: number, place: string): Float32Array {
  const wrong = numbers.findIndex((number) => !Number.isFinite(number));
  if (wrong !== -1) {
    const row = numbers.length === columns ? '' : `[${Math.floor(wrong / columns)}]`;
    throw new ModelError(`${place}${row}[${wrong % columns}]: too large for a float32`);
  }
  return numbers;
}

/** A value in a message: short, and without descending into it, for a hostile file may nest a million deep. */
function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return cut(JSON.stringify(value) ?? 'nothing');
}

/** One line for a field that is not as it should be. */
function explain(issue: v.BaseIssue<unknown>): string {
  const path = formatPath(issue.path ?? []);
  if (issue.received === 'undefined') return `${path} is missing`;
  if (issue.type === 'check') return `${path}: expected the digits ${LABELS.join(', ')}, in this order`;
  if (issue.type === 'integer') return `${path}: expected a whole number, got ${issue.received}`;
  const many = issue.type.endsWith('_length') ? ' of them' : '';
  return `${path}: expected ${issue.expected ?? 'another value'}${many}, got ${cut(issue.received)}`;
}

function cut(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}

function formatPath(path: readonly { key: unknown }[]): string {
  return path
    .map(({ key }, k) => (typeof key === 'number' ? `[${key}]` : `${k === 0 ? '' : '.'}${cut(String(key))}`))
    .join('');
}
