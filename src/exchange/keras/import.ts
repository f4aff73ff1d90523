/**
 * Imports a Keras network: `.keras`, a complete `.h5`, or only weights with `--network`. Errors name the unsupported
 * layer.
 */

import { cut, ModelError, show, UsageError } from '../../errors.ts';
import type { LayerSpec } from '../../network/architecture.ts';
import { formatLayerWords } from '../../network/format-network.ts';
import { type Chain, Refusal } from '../chain.ts';
import { EXACT_GELU, fromPixels, type Imported, type ImportOptions } from '../import-options.ts';
import { saidNetwork } from '../said-network.ts';
import { type KerasLayer, type KerasNet, parseKerasConfig, Settings } from './config.ts';
import type { Hdf5Array, Hdf5Contents } from './hdf5.ts';
import { kerasLayers } from './layers.ts';
import type { KerasValue } from './value.ts';
import { type KerasWeights, weightsInOrder, weightsOf } from './weights.ts';

/**
 * @param config the network as JSON; null if the file contains only weights
 * @param name its source, for messages
 * @throws ModelError that names the unsupported layer; UsageError if the network is not described
 */
export function importKeras(
  config: string | null,
  contents: Hdf5Contents,
  name: string,
  options: ImportOptions = {},
): Imported {
  const own = contents.texts.get('@model_config');
  const said = config ?? (typeof own === 'string' ? own : null);
  if (said === null || options.network !== undefined) return importWeights(contents, name, options);
  const notes: string[] = [];
  const { chain, exactGelu } = refusing(name, () => {
    const net = parseKerasConfig(said, name);
    const weights = weightsOf(contents, net.layers);
    return fromPixels(options, (pixels) => follow(net, weights, start(net, pixels), 0), notes);
  });
  if (exactGelu) notes.push(`${EXACT_GELU[0].toUpperCase()}${EXACT_GELU.slice(1)}`);
  return { model: { ...chain.finish(name), temperature: 1 }, notes };
}

function refusing<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new ModelError(`${name}: cannot be imported: ${error.message}`, { cause: error });
  }
}

/** Checks the input shape stated by the first layer, or by a separate InputLayer. */
function start({ layers }: KerasNet, chain: Chain): KerasValue {
  const { settings } = layers[0] ?? { settings: new Settings({}) };
  const shape = settings.shape('batch_shape') ?? settings.shape('batch_input_shape') ?? [null, 28, 28, 1];
  const dims = shape.slice(1).join();
  if (dims !== '28,28,1' && dims !== '28,28' && dims !== '784') {
    throw new Refusal(`its input is ${shape.slice(1).join(' x ')}, not 28 x 28 (x 1) or 784`);
  }
  return { chain, flat: dims === '784', padding: 0, exactGelu: false };
}

function follow(net: KerasNet, weights: KerasWeights, input: KerasValue, depth: number): KerasValue {
  const values = new Map<string, KerasValue>();
  let last = input;
  for (const layer of net.layers) {
    last = step(layer, layer.inputs === null ? last : before(layer, values, input), weights, depth);
    values.set(layer.name, last);
  }
  const output = net.output === null ? last : values.get(net.output);
  if (output === undefined) throw new Refusal(`its output ${show(net.output)} is not one of its layers`);
  return output;
}

const layerName = ({ kind, name }: KerasLayer): string => `${cut(kind)} (layer ${show(name)})`;

function before(
  { kind, name, inputs }: KerasLayer,
  values: ReadonlyMap<string, KerasValue>,
  input: KerasValue,
): KerasValue {
  const [first, ...more] = inputs ?? [];
  const prefix = layerName({ kind, name, inputs, settings: new Settings({}) });
  if (first === undefined && kind === 'InputLayer') return input;
  const value = values.get(first ?? '');
  if (more.length > 0) throw new Refusal(`${prefix}: joins branches; nn supports only sequential networks`);
  if (value === undefined) throw new Refusal(`${prefix}: takes an input that no earlier layer produces`);
  return value;
}

function step(layer: KerasLayer, value: KerasValue, weights: KerasWeights, depth: number): KerasValue {
  try {
    if (layer.kind === 'Sequential' || layer.kind === 'Functional') {
      const inner = layer.settings.net(depth + 1);
      return follow(inner, weights.within(layer, inner.layers), value, depth + 1);
    }
    const operator = Object.hasOwn(kerasLayers, layer.kind) ? kerasLayers[layer.kind] : undefined;
    if (operator === undefined) throw new Refusal('is a layer that nn does not support');
    if (value.padding > 0 && layer.kind !== 'Conv2D') throw new Refusal('follows a padding layer');
    return operator(value, layer.settings, weights.of(layer));
  } catch (error) {
    if (!(error instanceof Refusal) || / \(layer "/.test(error.message)) throw error;
    throw new Refusal(`${layerName(layer)}: ${error.message}`, { cause: error });
  }
}

/** For weights only: the network is described by `--network`, with Keras's layouts. */
function importWeights(contents: Hdf5Contents, name: string, options: ImportOptions): Imported {
  if (options.network === undefined) {
    throw new UsageError(
      `${name}: has weights and no architecture; describe the network, such as \`network: 'dense 128, relu, dense 10'\``,
    );
  }
  const { architecture, loss } = saidNetwork(options.network, {}, null);
  const weighted = architecture.filter(({ kind }) => kind === 'dense' || kind === 'conv2d');
  const arrays = refusing(name, () =>
    weightsInOrder(
      contents,
      weighted.map(({ kind }) => (kind === 'dense' ? 'Dense' : 'Conv2D')),
    ),
  );
  const follow = (pixels: Chain): KerasValue =>
    architecture.reduce<KerasValue>(
      (value, spec) => {
        try {
          return withLayer(value, spec, arrays[weighted.indexOf(spec as (typeof weighted)[number])] ?? []);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          throw new ModelError(`${name}: ${formatLayerWords(spec)}: ${error.message}`, { cause: error });
        }
      },
      { chain: pixels, flat: false, padding: 0, exactGelu: false },
    );
  const { chain } = fromPixels({ ink: 1, ...options }, follow, []);
  return { model: { ...chain.finish(name), temperature: 1, loss }, notes: [] };
}

function withLayer(value: KerasValue, spec: LayerSpec, weights: readonly Hdf5Array[]): KerasValue {
  const { chain } = value;
  switch (spec.kind) {
    case 'dense':
      mustHave(weights, [chain.output.width, spec.outputs]);
      return kerasLayers.Dense({ ...value, flat: true }, new Settings({}), weights);
    case 'conv2d': {
      mustHave(weights, [...spec.kernel, spec.input.channels, spec.filters]);
      const settings = new Settings({ strides: spec.stride });
      return kerasLayers.Conv2D({ ...value, padding: spec.padding }, settings, weights);
    }
    case 'maxpool2d':
    case 'avgpool2d':
      return { ...value, chain: chain.pool2d(spec.kind, spec.size, spec.stride) };
    case 'dropout':
      return { ...value, chain: chain.dropout(spec.rate) };
    default:
      return { ...value, chain: chain.activation(spec) };
  }
}

function mustHave([kernel]: readonly Hdf5Array[], dims: readonly number[]): void {
  if (kernel === undefined) throw new Refusal('has no weights in the file');
  if (kernel.dims.join() !== dims.join()) {
    throw new Refusal(`takes ${dims.join(' x ')} numbers, but the file has ${kernel.dims.join(' x ')}`);
  }
}
