/**
 * The operators of the domain ai.onnx.ml that occur in scikit-learn's networks:
 * https://onnx.ai/onnx/operators/#ai-onnx-ml
 */

import { CLASSES } from '../../network/layer-output.ts';
import { Refusal } from '../chain.ts';
import { type Activation, dimsOf, placesOf } from './activation.ts';
import type { OnnxNode } from './messages.ts';
import type { NodeReader, Value } from './node.ts';
import { dense } from './operators.ts';
import { constant } from './tensor.ts';

const names = ['Scaler', 'LinearClassifier', 'Normalizer', 'ZipMap'] as const;
type MlOperator = (typeof names)[number];

export function isMlOperator(node: OnnxNode): node is OnnxNode & { opType: MlOperator } {
  return node.domain === 'ai.onnx.ml' && names.some((name) => name === node.opType);
}

export const mlOperators: Readonly<Record<MlOperator, (node: NodeReader) => Value>> = {
  Scaler: scaler,
  LinearClassifier: linearClassifier,
  Normalizer: (node) => {
    const value = node.activation(0);
    if (value.chain.ended) return value; // probabilities already
    throw new Refusal('divides each image by a number that depends on it');
  },
  ZipMap: (node) => withLabels(node, node.activation(0), 'classlabels_int64s', 'classlabels_strings'),
};

/** y = (x - offset) scale. */
function scaler(node: NodeReader): Value {
  const value = node.activation(0);
  const [offset, scale] = [node.floats('offset'), node.floats('scale')];
  const size = dimsOf(value).reduce((product, dim) => product * dim, 1);
  if (!offset || !scale || [offset, scale].some(({ length }) => length !== size && length !== 1)) {
    throw new Refusal(`does not have ${size} offsets and scales`);
  }
  const places = placesOf(value);
  const affine = { scale: new Float64Array(size), shift: new Float64Array(size) };
  for (let k = 0; k < size; k++) {
    const factor = scale[k % scale.length];
    affine.scale[places[k]] = factor;
    affine.shift[places[k]] = -offset[k % offset.length] * factor;
  }
  return { ...value, chain: value.chain.affine(affine) };
}

/** Logistic regression: a row of coefficients per class, and softmax. */
function linearClassifier(node: NodeReader): Value {
  const value = node.activation(0);
  const coefficients = node.floats('coefficients') ?? new Float32Array();
  const intercepts = node.floats('intercepts') ?? new Float32Array();
  const inputs = coefficients.length / CLASSES;
  if (!Number.isInteger(inputs) || (intercepts.length !== 0 && intercepts.length !== CLASSES)) {
    throw new Refusal(
      `has ${coefficients.length} coefficients and ${intercepts.length} intercepts for ten digits`,
    );
  }
  const transform = node.text('post_transform', 'NONE');
  if (transform !== 'SOFTMAX' && transform !== 'NONE') {
    throw new Refusal(`ends in ${transform}, not in softmax`);
  }
  const weights = constant([CLASSES, inputs], coefficients);
  const bias = intercepts.length === 0 ? null : constant([CLASSES], intercepts);
  const logits = withLabels(
    node,
    dense(value, weights, bias, true, 1, 1),
    'classlabels_ints',
    'classlabels_strings',
  );
  return transform === 'SOFTMAX' ? { ...logits, chain: logits.chain.softmax() } : logits;
}

/** @throws Refusal if the labels are numbers other than the ten digits in order */
function withLabels(node: NodeReader, value: Activation, ints: string, texts: string): Activation {
  const words = node.texts(texts);
  const labels = words ?? node.ints(ints)?.map(String) ?? [];
  if (labels.every((label, k) => label === String(k))) return value;
  if (words === null || labels.length !== CLASSES) {
    throw new Refusal(`answers ${labels.slice(0, 12).join(', ')}, not the ten digits in their order`);
  }
  return { ...value, labels };
}
