/**
 * A network under construction while another program's file is read: a sequence of layers, and a pending scale and
 * shift to be folded into the next layer with weights, as from input normalisation or batch normalisation after an
 * activation. Chains are immutable, because a file may refer to several intermediate outputs.
 */

import { ModelError } from '../errors.ts';
import type { ActivationSpec, Conv2dSpec, LayerSpec, LossKind, PoolSpec } from '../network/architecture.ts';
import { kindOf } from '../network/layer-kinds/index.ts';
import { CLASSES, type LayerOutput, MAX_WIDTH, outputOf, PIXELS } from '../network/layer-output.ts';
import type { Model } from '../network/model.ts';
import {
  type Affine,
  composed,
  diagonal,
  foldIntoDense,
  foldIntoFilters,
  foldIntoOutputs,
  identity,
} from './affine.ts';
import { checkedArchitecture } from './checked-architecture.ts';
import { takesBytes } from './pixel-range.ts';

/** The reason why something is not supported; callers add what and where. */
export class Refusal extends Error {}

interface ChainLayer {
  readonly spec: LayerSpec;
  readonly weights: Float32Array | null;
  readonly bias: Float32Array | null;
}

/** Limits the computation of weights that a file can request. */
const MAX_WORK = 400_000_000;
/** Maximum size of a diagonal layer. */
const MAX_DIAGONAL = 1024;

export class Work {
  #done = 0;

  take(numbers: number): void {
    this.#done += numbers;
    if (this.#done > MAX_WORK) throw new Refusal('computing its constants takes too long');
  }
}

interface ChainState {
  readonly layers: readonly ChainLayer[];
  readonly output: LayerOutput;
  readonly pending: Affine | null;
  /** Whether the operations on pixels before the first weights imply bytes; null before the first weights. */
  readonly bytes: boolean | null;
  /** Whether pixels are first set to 0 or 1. */
  readonly binarize: boolean;
  /** Whether the output is already a softmax, after which nothing may follow. */
  readonly ended: boolean;
  readonly work: Work;
}

export class Chain implements ChainState {
  readonly layers: ChainState['layers'];
  readonly output: ChainState['output'];
  readonly pending: ChainState['pending'];
  readonly bytes: ChainState['bytes'];
  readonly binarize: ChainState['binarize'];
  readonly ended: ChainState['ended'];
  readonly work: Work;

  private constructor({ layers, output, pending, bytes, binarize, ended, work }: ChainState) {
    this.layers = layers;
    this.output = output;
    this.pending = pending;
    this.bytes = bytes;
    this.binarize = binarize;
    this.ended = ended;
    this.work = work;
  }

  /** The pixels from 0 to 1. */
  static pixels(): Chain {
    return new Chain({
      layers: [],
      output: outputOf(PIXELS),
      pending: null,
      bytes: null,
      binarize: false,
      ended: false,
      work: new Work(),
    });
  }

  #but(change: Partial<ChainState>): Chain {
    if (this.ended) throw new Refusal('follows a Softmax, which nn supports only at the end');
    const { layers, output, pending, bytes, binarize, ended, work } = this;
    return new Chain({ layers, output, pending, bytes, binarize, ended, work, ...change });
  }

  /**
   * Sets each pixel to 0 or 1, by whether it is above `threshold`, which must separate the bytes 127 and 128 as
   * `binarize.ts` does.
   */
  binarized(threshold: number): Chain {
    const { scale, shift } = this.pending ?? identity;
    const grey = ((threshold - shift[0]) / scale[0]) * 255;
    if (this.layers.length > 0 || scale.length > 1 || !(scale[0] > 0 && grey >= 127 && grey < 128)) {
      throw new Refusal(`compares with ${threshold}; nn only supports a threshold in the middle`);
    }
    return this.#but({ pending: null, binarize: true });
  }

  affine(affine: Affine): Chain {
    const before = this.pending ?? identity;
    this.work.take(Math.max(affine.scale.length, before.scale.length));
    return this.#but({ pending: composed(before, affine) });
  }

  #scaleOutputs(affine: Affine): Chain {
    const last = this.layers[this.layers.length - 1];
    const { spec, weights, bias } = last;
    if (weights === null || bias === null) return this;
    this.work.take(weights.length);
    const outputs = bias.length;
    const perFilter = weights.length / outputs;
    const outputAt = (k: number): number => (spec.kind === 'dense' ? k % outputs : Math.floor(k / perFilter));
    const folded = { spec, ...foldIntoOutputs(affine, { weights, bias }, outputAt) };
    return this.#but({ layers: [...this.layers.slice(0, -1), folded], pending: null });
  }

  /** weights: inputs x outputs, inputs in the order H, W, C. */
  dense(weights: Float32Array, bias: Float32Array): Chain {
    const inputs = this.output.width;
    const outputs = bias.length;
    if (weights.length !== inputs * outputs) {
      throw new Refusal(`takes ${weights.length / outputs} numbers, but gets ${inputs}`);
    }
    this.work.take(weights.length);
    const own = { weights, bias };
    const folded = this.pending === null ? own : foldIntoDense(this.pending, own);
    return this.#with({ kind: 'dense', inputs, outputs }, folded.weights, folded.bias, {
      width: outputs,
      shape: null,
    });
  }

  /** weights: filters x (rows x columns x channels). */
  conv2d(
    { filters, kernel, stride, padding }: Omit<Conv2dSpec, 'kind' | 'input'>,
    weights: Float32Array,
    bias: Float32Array,
  ): Chain {
    const input = this.#picture();
    const window = kernel[0] * kernel[1] * input.channels;
    if (weights.length !== filters * window) {
      throw new Refusal(`its filters take ${weights.length / filters} numbers, but get ${window}`);
    }
    const { pending } = this;
    if (
      pending !== null &&
      (pending.scale.length > input.channels || (padding > 0 && pending.shift.some((t) => t !== 0)))
    ) {
      // padding inserts zeros after the shift, not before it: folding would be wrong at the borders
      return this.#settled().conv2d({ filters, kernel, stride, padding }, weights, bias);
    }
    const spec: Conv2dSpec = { kind: 'conv2d', input, filters, kernel, stride, padding };
    const output = kindOf(spec).output(spec, this.output);
    mustFit(output);
    this.work.take(weights.length);
    const own = { weights, bias };
    const folded = pending === null ? own : foldIntoFilters(pending, own, input.channels);
    return this.#with(spec, folded.weights, folded.bias, output);
  }

  pool2d(kind: PoolSpec['kind'], size: number, stride: number): Chain {
    const input = this.#picture();
    const spec: PoolSpec = { kind, input, size, stride };
    const output = kindOf(spec).output(spec, this.output);
    mustFit(output);
    const keeps = this.pending === null || kind === 'avgpool2d' || this.pending.scale.every((s) => s > 0);
    const perPlace = (this.pending?.scale.length ?? 0) > input.channels;
    if (this.layers.length === 0 || !keeps || perPlace) return this.#settled().pool2d(kind, size, stride);
    return this.#but({ layers: [...this.layers, { spec, weights: null, bias: null }], output });
  }

  /** A final softmax, which does not change the answer and is implied by nn's models. */
  softmax(): Chain {
    return this.#but({ ended: true });
  }

  /** The chain without the pending scale and shift, for callers that have applied them. */
  unscaled(): Chain {
    return this.#but({ pending: null });
  }

  activation(spec: ActivationSpec): Chain {
    const chain = this.pending !== null || this.layers.length === 0 ? this.#settled() : this;
    const layers = [...chain.layers, { spec, weights: null, bias: null }];
    return chain.#but({ layers, pending: null });
  }

  /** Adds dropout, which matters only if the model is trained further. */
  dropout(rate: number): Chain {
    if (this.layers.length === 0) return this;
    const layers = [...this.layers, { spec: { kind: 'dropout', rate } as const, weights: null, bias: null }];
    return this.#but({ layers });
  }

  /** @throws ModelError if it is not a network from 28x28 pixels to ten outputs */
  finish(name: string): Pick<Model, 'architecture' | 'parameters' | 'loss' | 'binarize'> {
    if (this.output.width !== CLASSES) {
      throw new ModelError(`${name}: gives ${this.output.width} numbers, not one for each of ten digits`);
    }
    const kinds = this.layers.map(({ spec }) => spec.kind);
    const sigmoid = kinds.at(-1) === 'sigmoid' && kinds.at(-2) === 'dense' && this.pending === null;
    const dense = kinds.at(-1) === 'dense';
    const open = this.#open();
    const whole =
      sigmoid || (dense && this.pending === null) ? this : dense ? open.#settled() : open.#answers();
    const layers = sigmoid ? whole.layers.slice(0, -1) : whole.layers;
    const loss: LossKind = sigmoid ? 'bce' : 'cross-entropy';
    const architecture = checkedArchitecture(
      layers.map(({ spec }) => spec),
      name,
    );
    const parameters = layers.flatMap(({ weights, bias }) =>
      weights === null || bias === null ? [] : [weights, bias],
    );
    if (parameters.some((numbers) => !numbers.every(Number.isFinite))) {
      throw new ModelError(`${name}: has weights that are not finite as float32`);
    }
    return { architecture, parameters, loss, binarize: this.binarize };
  }

  /** The chain before a final softmax. */
  #open(): Chain {
    return new Chain({ ...this, ended: false });
  }

  /** Converts ten channels of one pixel, or a scaled output, to a dense layer, with which every model must end. */
  #answers(): Chain {
    const identity = new Float32Array(CLASSES * CLASSES);
    for (let k = 0; k < CLASSES; k++) identity[k * CLASSES + k] = 1;
    return this.dense(identity, new Float32Array(CLASSES));
  }

  /**
   * Folds the pending scale and shift into the previous layer if it has weights, or adds a separate layer: a 1 x 1
   * convolution, or a dense layer, with a diagonal matrix.
   */
  #settled(): Chain {
    const affine = this.pending ?? identity;
    const { length } = affine.scale;
    const { shape, width } = this.output;
    const size = shape?.channels ?? width;
    if (this.layers.at(-1)?.weights != null && length <= size) return this.#scaleOutputs(affine);
    if (length > size)
      throw new Refusal('a scale or shift that differs between pixels cannot be folded into a convolution');
    if (size > MAX_DIAGONAL)
      throw new Refusal(`a scale and shift of ${size} numbers is not followed by weights`);
    const { weights, bias } = diagonal(affine, size);
    const plain = this.#but({ pending: null, bytes: this.bytes ?? takesBytes(affine) });
    if (shape === null) return plain.dense(weights, bias);
    return plain.conv2d({ filters: size, kernel: [1, 1], stride: 1, padding: 0 }, weights, bias);
  }

  #with(spec: LayerSpec, weights: Float32Array, bias: Float32Array, output: LayerOutput): Chain {
    if (output.width > MAX_WIDTH) {
      throw new Refusal(`gives ${output.width} numbers; at most ${MAX_WIDTH} are allowed`);
    }
    const bytes = this.bytes ?? (this.pending !== null && takesBytes(this.pending));
    return this.#but({
      layers: [...this.layers, { spec, weights, bias }],
      output,
      pending: null,
      bytes,
    });
  }

  #picture(): typeof PIXELS {
    if (this.output.shape === null) throw new Refusal('needs an image but gets a vector');
    return this.output.shape;
  }
}

/** @throws Refusal if no window fits inside the image */
function mustFit({ shape }: LayerOutput): void {
  if (shape !== null && (shape.height < 1 || shape.width < 1)) {
    throw new Refusal('its window is larger than the image');
  }
}
