/**
 * Imports a safetensors file: files written by nn contain the network description; for others `--network` provides
 * it, and tensors in PyTorch's layouts are matched to layers by shape, in the natural order of their names.
 */

import { ModelError, show, UsageError } from '../../errors.ts';
import type { Architecture, LayerSpec } from '../../network/architecture.ts';
import { formatLayerWords } from '../../network/format-network.ts';
import { type Chain, Refusal } from '../chain.ts';
import { denseFromChannelsFirst, filtersFromChannelsFirst, transposed } from '../channels-first.ts';
import { aboutModel, readFacts } from '../facts.ts';
import { fromPixels, type Imported, type ImportOptions } from '../import-options.ts';
import { saidNetwork } from '../said-network.ts';
import { readTensors, type Tensor } from './file.ts';

/**
 * @param name the source of the bytes, for messages
 * @throws ModelError that names the tensor or layer that does not fit; UsageError if the network is not described
 */
export function importSafetensors(bytes: Uint8Array, name: string, options: ImportOptions = {}): Imported {
  const { tensors, metadata } = readTensors(bytes, name, (tensor) => checkName(tensor, name));
  const facts = readFacts(Object.entries(metadata), name);
  const network = options.network ?? facts.network;
  if (network === undefined) {
    throw new UsageError(
      `${name}: has weights and no architecture; describe the network, such as \`network: 'dense 128, relu, dense 10'\``,
    );
  }
  const { architecture, loss } = saidNetwork(network, facts, options.network === undefined ? name : null);
  const weights = new Weights(tensors, name);
  const taken = takeAll(architecture, weights);
  const follow = (pixels: Chain): { chain: Chain } => ({ chain: chainOf(pixels, architecture, taken, name) });
  const { chain } = fromPixels({ ink: 1, ...options }, follow, []);
  const model = { ...chain.finish(name), ...aboutModel(facts), loss };
  return { model, notes: [] };
}

function checkName(tensor: string, file: string): void {
  if (/(^|\.)(weight|bias)$/.test(tensor)) return;
  const norm = /running_|num_batches/.test(tensor)
    ? ': batch normalisation is folded in from ONNX; export the net as that'
    : ': expected names that end in .weight or .bias, as PyTorch gives them';
  throw new ModelError(`${file}: tensor ${show(tensor)} has no place in the network${norm}`);
}

interface LayerTensors {
  readonly weight: Tensor;
  readonly bias: Tensor | null;
}

function takeAll(architecture: Architecture, weights: Weights): (LayerTensors | null)[] {
  const taken = architecture.map((spec) => weights.take(spec));
  weights.mustBeUsed();
  return taken;
}

function chainOf(
  pixels: Chain,
  architecture: Architecture,
  taken: readonly (LayerTensors | null)[],
  name: string,
): Chain {
  return architecture.reduce((chain, spec, place) => {
    try {
      return withLayer(chain, spec, taken[place]);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw new ModelError(`${name}: layer ${place + 1}, ${formatLayerWords(spec)}: ${error.message}`, {
        cause: error,
      });
    }
  }, pixels);
}

function withLayer(chain: Chain, spec: LayerSpec, tensors: LayerTensors | null): Chain {
  switch (spec.kind) {
    case 'dense': {
      if (tensors === null) return chain;
      const rows = transposed(tensors.weight.numbers, spec.outputs);
      const { shape } = chain.output;
      const ordered = shape === null ? rows : denseFromChannelsFirst(rows, shape);
      return chain.dense(ordered, tensors.bias?.numbers ?? new Float32Array(spec.outputs));
    }
    case 'conv2d': {
      if (tensors === null) return chain;
      const weights = filtersFromChannelsFirst(tensors.weight.numbers, spec);
      return chain.conv2d(spec, weights, tensors.bias?.numbers ?? new Float32Array(spec.filters));
    }
    case 'maxpool2d':
    case 'avgpool2d':
      return chain.pool2d(spec.kind, spec.size, spec.stride);
    case 'dropout':
      return chain.dropout(spec.rate);
    default:
      return chain.activation(spec);
  }
}

/** Tensors grouped by module, in the natural order of names: `fc9` before `fc10`. */
class Weights {
  readonly #name: string;
  readonly #modules: { readonly module: string; readonly weight: Tensor; readonly bias: Tensor | null }[];

  constructor(tensors: readonly Tensor[], name: string) {
    this.#name = name;
    const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
    this.#modules = tensors
      .filter((tensor) => tensor.name.endsWith('weight'))
      .map((weight) => {
        const module = weight.name.slice(0, -'weight'.length);
        return { module, weight, bias: byName.get(`${module}bias`) ?? null };
      })
      .sort((a, b) => naturalOrder(a.module, b.module));
    const weightless = tensors.find(
      ({ name: own }) => own.endsWith('bias') && !byName.has(`${own.slice(0, -'bias'.length)}weight`),
    );
    if (weightless !== undefined)
      throw new ModelError(`${name}: ${show(weightless.name)} has no weights beside it`);
  }

  /** The first remaining tensors with the shape of the layer; null for a layer without weights. */
  take(spec: LayerSpec): LayerTensors | null {
    if (spec.kind !== 'dense' && spec.kind !== 'conv2d') return null;
    const dims =
      spec.kind === 'dense'
        ? [spec.outputs, spec.inputs]
        : [spec.filters, spec.input.channels, ...spec.kernel];
    const outputs = dims[0];
    const place = this.#modules.findIndex(({ weight }) => weight.dims.join() === dims.join());
    if (place === -1) {
      const left = this.#modules.map(({ weight }) => `${show(weight.name)} ${weight.dims.join(' x ')}`);
      const rest = left.length === 0 ? 'no tensor is left' : `left are ${left.slice(0, 3).join(', ')}`;
      throw new ModelError(
        `${this.#name}: ${formatLayerWords(spec)} takes ${dims.join(' x ')} numbers, but ${rest}`,
      );
    }
    const [{ weight, bias }] = this.#modules.splice(place, 1);
    if (bias !== null && bias.dims.join() !== String(outputs)) {
      throw new ModelError(
        `${this.#name}: ${show(bias.name)} has ${bias.dims.join(' x ') || 'no'} dimensions, not ${outputs}`,
      );
    }
    return { weight, bias };
  }

  mustBeUsed(): void {
    const [left] = this.#modules;
    if (left === undefined) return;
    throw new ModelError(`${this.#name}: tensor ${show(left.weight.name)} has no layer in the network given`);
  }
}

/** Compares numbers within names by value, everything else by characters. */
function naturalOrder(a: string, b: string): number {
  const parts = (text: string): string[] => text.split(/(\d+)/);
  const [one, other] = [parts(a), parts(b)];
  for (let k = 0; k < Math.min(one.length, other.length); k++) {
    if (one[k] === other[k]) continue;
    if (k % 2 === 1 && Number(one[k]) !== Number(other[k])) return Number(one[k]) - Number(other[k]);
    return one[k] < other[k] ? -1 : 1;
  }
  return one.length - other.length;
}
