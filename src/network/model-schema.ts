/** The schema of a model file, and one-line errors for the first field that violates it. */

import * as v from 'valibot';
import { cut, ModelError } from '../errors.ts';
import { type LossKind, lossKinds } from './architecture.ts';
import { kindOf, layerKinds } from './layer-kinds/index.ts';
import { MAX_LAYERS, type UnresolvedLayer } from './layer-output.ts';
import type { Ancestor, EpochRecord, Origin, Provenance } from './model.ts';

export const MODEL_FORMAT = 'nn-model';
export const MODEL_VERSION = 2;

/** The input of every model; `image/preprocess.ts` describes MNIST's form. */
export const INPUT: { readonly width: 28; readonly height: 28; readonly scale: 255; readonly form: 'mnist' } =
  { width: 28, height: 28, scale: 255, form: 'mnist' };
export const LABELS: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const finite = v.pipe(v.number(), v.finite());
/** Far beyond the range of calibration; closer to 0 or infinity, probabilities would be meaningless. */
const temperature = v.pipe(v.number(), v.minValue(0.01), v.maxValue(100));

const layerSchema = v.variant('kind', layerKinds.map((kind) => kindOf({ kind }).schema) as never);

/** The results of each epoch of a training, in model files and checkpoints. */
export const historySchema: v.GenericSchema<unknown, EpochRecord[]> = v.array(
  v.object({
    epoch: v.pipe(v.number(), v.integer(), v.minValue(1)),
    loss: finite,
    accuracy: finite,
    validationLoss: v.nullable(finite),
    validationAccuracy: v.nullable(finite),
  }),
);

const dataBefore = v.exactOptional(v.array(v.object({ name: v.string(), hash: v.string() })));

export const originSchema: v.GenericSchema<unknown, Origin> = v.object({
  sha256: v.string(),
  epochs: count,
  data: dataBefore,
});

export const teachersSchema: v.GenericSchema<unknown, Ancestor[]> = v.pipe(
  v.array(v.object({ sha256: v.string(), data: dataBefore })),
  v.minLength(1),
);

const trainingSchema = v.object({
  nn: v.string(),
  data: v.object({ name: v.string(), hash: v.string(), train: count, validation: count }),
  options: v.record(v.string(), v.union([v.string(), finite, v.boolean(), v.array(finite)])),
  origin: v.optional(originSchema),
  teachers: v.exactOptional(teachersSchema),
  history: historySchema,
  epoch: count,
  interrupted: v.boolean(),
});

const LONGEST_NAME = 40;

/** Ten distinct names. */
function areNames(labels: readonly unknown[]): boolean {
  const fits = (name: unknown): boolean =>
    typeof name === 'string' && name.trim() !== '' && name.length <= LONGEST_NAME;
  return labels.every(fits) && new Set(labels).size === LABELS.length;
}

const labelsSchema = v.pipe(
  v.array(v.unknown()),
  v.check((labels) => LABELS.every((label, k) => labels[k] === label) || areNames(labels)),
  v.check((labels) => labels.length === LABELS.length),
);

const modelSchema = v.object({
  format: v.literal(MODEL_FORMAT),
  version: v.picklist([1, MODEL_VERSION]),
  input: v.object({
    width: v.literal(INPUT.width),
    height: v.literal(INPUT.height),
    scale: v.literal(INPUT.scale),
    form: v.literal(INPUT.form),
    binarize: v.boolean(),
  }),
  labels: labelsSchema,
  loss: v.picklist(lossKinds),
  temperature: v.optional(temperature, 1), // missing in files from before calibration
  layers: v.pipe(v.array(layerSchema), v.minLength(1), v.maxLength(MAX_LAYERS)),
  training: v.optional(trainingSchema),
});

/** The facts that files of other formats contain besides the network, if `nn` wrote them. */
const factsSchema = v.object({
  network: v.optional(v.string()),
  loss: v.optional(v.picklist(lossKinds)),
  binarize: v.optional(v.boolean(), false),
  labels: v.optional(labelsSchema, () => [...LABELS]),
  temperature: v.optional(temperature, 1),
  training: v.optional(trainingSchema),
});

export interface ModelFacts extends Pick<ModelFields, 'labels' | 'temperature' | 'training'> {
  /** In the syntax of `--network`. */
  readonly network?: string;
  readonly loss?: LossKind;
  readonly binarize: boolean;
}

/** @throws ModelError that names the first invalid field */
export function checkFacts(json: unknown, name: string): ModelFacts {
  const result = v.safeParse(factsSchema, json, { abortEarly: true });
  if (result.success) return result.output as ModelFacts;
  throw new ModelError(`${name}: ${explain(result.issues[0])}`);
}

/** A layer as stored in the file, with numbers that are not yet validated. */
type FileLayer = UnresolvedLayer & { readonly weights?: readonly unknown[]; readonly bias?: unknown };

export interface ModelFields {
  readonly input: { readonly binarize: boolean };
  /** The digits 0 to 9, or ten names. */
  readonly labels: readonly number[] | readonly string[];
  readonly loss: LossKind;
  readonly temperature: number;
  readonly layers: readonly FileLayer[];
  /** Absent if another program wrote the file. */
  readonly training?: Provenance;
}

/** @throws ModelError that names the first invalid field */
export function checkFields(json: unknown, name: string): ModelFields {
  const result = v.safeParse(modelSchema, json, { abortEarly: true });
  if (result.success) return result.output as ModelFields;
  throw new ModelError(`${name}: ${explain(result.issues[0])}`);
}

/** A one-line error for an invalid field. */
function explain(issue: v.BaseIssue<unknown>): string {
  const path = formatPath(issue.path ?? []);
  if (issue.received === 'undefined') return `${path} is missing`;
  if (issue.type === 'check') {
    return `${path}: expected the digits ${LABELS.join(', ')}, in this order, or ten different names`;
  }
  if (issue.type === 'integer') return `${path}: expected a whole number, got ${issue.received}`;
  const many = issue.type.endsWith('_length') ? ' of them' : '';
  return `${path}: expected ${issue.expected ?? 'another value'}${many}, got ${cut(issue.received)}`;
}

function formatPath(path: readonly { key: unknown }[]): string {
  return path
    .map(({ key }, k) => (typeof key === 'number' ? `[${key}]` : `${k === 0 ? '' : '.'}${cut(String(key))}`))
    .join('');
}
