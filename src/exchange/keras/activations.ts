/** Keras activations, which are layers or arguments of layers: https://keras.io/api/layers/activations/ */

import type { ActivationSpec } from '../../network/architecture.ts';
import { Refusal } from '../chain.ts';
import type { Settings } from './config.ts';
import type { KerasValue } from './value.ts';

/** The default of Keras 3. */
const SLOPE = 0.2;

const words: Readonly<Record<string, ActivationSpec>> = {
  relu: { kind: 'relu' },
  sigmoid: { kind: 'sigmoid' },
  tanh: { kind: 'tanh' },
  leaky_relu: { kind: 'leaky-relu', slope: SLOPE },
};

export function leaky(slope: number): ActivationSpec {
  if (slope > 0 && slope < 1) return { kind: 'leaky-relu', slope: Number(slope.toPrecision(7)) };
  throw new Refusal(`has a slope of ${slope}; nn supports slopes above 0 and below 1`);
}

/** A softmax after the logits does not change the answer. */
export function softmax(value: KerasValue): KerasValue {
  if (!value.flat && value.chain.output.shape !== null) throw new Refusal('is over an image');
  return { ...value, chain: value.chain.softmax() };
}

/** The activation named by a layer's settings. */
export function kerasActivation(value: KerasValue, settings: Settings): KerasValue {
  const named = settings.named('activation');
  if (named === null || named.kind === 'linear') return value;
  const { kind, settings: own } = named;
  if (kind === 'softmax' || kind === 'log_softmax' || kind === 'Softmax') return softmax(value);
  if (kind === 'gelu') {
    return { ...value, chain: value.chain.activation({ kind: 'gelu' }), exactGelu: true };
  }
  if (kind === 'LeakyReLU') {
    const slope = own.number('negative_slope', own.number('alpha', 0.3));
    return { ...value, chain: value.chain.activation(leaky(slope)) };
  }
  const spec = Object.hasOwn(words, kind) ? words[kind] : undefined;
  if (spec === undefined)
    throw new Refusal(`has the activation ${JSON.stringify(kind)}, which nn does not support`);
  return { ...value, chain: value.chain.activation(spec) };
}
