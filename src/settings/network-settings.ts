/** The five settings of network and loss, which have to be consistent. */

import type { ActivationKind, Architecture, LossKind } from '../network/architecture.ts';
import { formatNetwork } from '../network/format-network.ts';
import { layerKinds } from '../network/layer-kinds/index.ts';
import { CLASSES, outputOf, PIXELS } from '../network/layer-output.ts';
import { multilayerPerceptron } from '../network/multilayer-perceptron.ts';
import { type ParsedNetwork, parseNetwork } from '../network/parse-network.ts';
import { resolveLayers } from '../network/shape-inference.ts';
import { readSetting } from './read-setting.ts';
import { SettingError } from './setting-error.ts';
import type { SettingsInput, TrainingSettings } from './setting-types.ts';
import { settings } from './table.ts';

/** Either `network`, or the three settings of a multilayer perceptron: `hidden`, `activation`, `dropout`. */
export type NetworkSettings = Pick<
  TrainingSettings,
  'network' | 'hidden' | 'activation' | 'dropout' | 'loss'
>;

export type NetworkInput = Pick<SettingsInput, keyof NetworkSettings>;

/**
 * Fills in defaults.
 * @throws UsageError if a setting is out of range, two settings contradict each other, or the network is too large
 */
export function completeNetworkSettings(options: NetworkInput): NetworkSettings {
  const given = {
    hidden: read(options, 'hidden') as readonly number[] | undefined,
    activation: read(options, 'activation') as ActivationKind | undefined,
    dropout: read(options, 'dropout') as number | undefined,
    loss: read(options, 'loss') as LossKind | undefined,
  };
  if (options.network !== undefined && given.hidden !== undefined) {
    throw new SettingError('hidden', 'cannot be combined with network, which lists the layers');
  }
  const parsed = options.network === undefined ? null : readNetwork(options.network, given.loss);
  if (parsed?.form === 'layers') {
    for (const key of ['activation', 'dropout'] as const) {
      if (given[key] === undefined) continue;
      throw new SettingError(
        key,
        'cannot be combined with a network that lists its layers: include it there',
      );
    }
    const words = formatNetwork(parsed.architecture, true);
    return {
      network: words,
      hidden: undefined,
      activation: undefined,
      dropout: undefined,
      loss: parsed.loss,
    };
  }
  const complete: NetworkSettings = {
    network: undefined,
    hidden: parsed?.hidden ?? given.hidden ?? settings.hidden.default,
    activation: given.activation ?? settings.activation.default,
    dropout: given.dropout ?? settings.dropout.default,
    loss: parsed?.loss ?? given.loss ?? settings.loss.default,
  };
  architectureOf(complete); // refuses networks that are too large, before data is read
  return complete;
}

function read(options: NetworkInput, key: keyof NetworkInput): unknown {
  const value: unknown = options[key];
  return value === undefined ? undefined : readSetting(key, value);
}

function readNetwork(network: string | Architecture, loss: LossKind | undefined): ParsedNetwork {
  const text =
    typeof network === 'string' ? network : formatNetwork(resolveLayers(checkedList(network)), true);
  return parseNetwork(readSetting('network', text) as string, loss);
}

/** The numeric fields of each kind of layer. */
const layerNumbers: ReadonlyMap<string, readonly string[]> = new Map([
  ['dense', ['outputs']],
  ['conv2d', ['filters', 'stride', 'padding']],
  ['maxpool2d', ['size', 'stride']],
  ['avgpool2d', ['size', 'stride']],
  ['leaky-relu', ['slope']],
  ['dropout', ['rate']],
]);

/** JavaScript callers may pass anything; the values themselves are checked when the list is parsed as text. */
function checkedList(network: Architecture): Architecture {
  const known: unknown = network;
  if (Array.isArray(known) && known.every(isLayer)) return network;
  throw new SettingError('network', 'must be a text, or a list of layers of known kinds');
}

function isLayer(layer: unknown): boolean {
  if (typeof layer !== 'object' || layer === null) return false;
  const { kind, kernel, inputs, input, ...fields } = layer as Readonly<Record<string, unknown>>;
  const isNumber = (value: unknown): boolean => typeof value === 'number';
  const shape = Object(input) as Readonly<Record<string, unknown>>;
  return (
    layerKinds.some((one) => one === kind) &&
    (layerNumbers.get(String(kind)) ?? []).every((name) => isNumber(fields[name])) &&
    (kind !== 'conv2d' || (Array.isArray(kernel) && kernel.length === 2 && kernel.every(isNumber))) &&
    (inputs === undefined || isNumber(inputs)) &&
    (input === undefined || ['height', 'width', 'channels'].every((name) => isNumber(shape[name])))
  );
}

/** The network of complete settings. @throws UsageError if it is too large */
export function architectureOf({ network, loss, ...perceptron }: NetworkSettings): Architecture {
  const parsed = network === undefined ? null : parseNetwork(network, loss);
  if (parsed?.form === 'layers') return parsed.architecture;
  const {
    hidden = settings.hidden.default,
    activation = settings.activation.default,
    dropout = settings.dropout.default,
  } = perceptron;
  return multilayerPerceptron([outputOf(PIXELS).width, ...hidden, CLASSES], activation, dropout);
}
