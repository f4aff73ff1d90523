/** Which net is trained, and with which loss. */

import { UsageError } from '../errors.ts';
import {
  type ActivationKind,
  type Architecture,
  activationKinds,
  type LossKind,
  layerKinds,
  lossKinds,
} from '../network/architecture.ts';
import { formatNetwork } from '../network/format-network.ts';
import { multilayerPerceptron } from '../network/multilayer-perceptron.ts';
import { type ParsedNetwork, parseNetwork } from '../network/parse-network.ts';
import { CLASSES, outputOf, PIXELS, resolveLayers } from '../network/shape-inference.ts';
import { checkOneOf, checkShare } from './checks.ts';

/** A multilayer perceptron. */
export interface PerceptronSettings {
  /** Widths of the hidden layers; none gives softmax regression. */
  readonly hidden: readonly number[];
  /** After each of them. */
  readonly activation: ActivationKind;
  /** The probability that a hidden activation is dropped in training. */
  readonly dropout: number;
}

/** Either `network`, or all three of a multilayer perceptron. */
export interface NetworkSettings {
  /** Layers in words; see `parse-network.ts`. */
  readonly network: string | undefined;
  readonly hidden: PerceptronSettings['hidden'] | undefined;
  readonly activation: PerceptronSettings['activation'] | undefined;
  readonly dropout: PerceptronSettings['dropout'] | undefined;
  readonly loss: LossKind;
}

export interface NetworkInput extends Omit<Partial<NetworkSettings>, 'network'> {
  /** Sizes such as `784-300-10`, layers in words, the name of a preset, or the layers themselves. */
  readonly network?: string | Architecture | undefined;
}

export const networkDefaults: NetworkSettings & PerceptronSettings = {
  network: undefined,
  hidden: [256],
  activation: 'relu',
  dropout: 0,
  loss: 'cross-entropy',
};

/**
 * Fills in defaults.
 * @throws UsageError where an option is out of range, two of them contradict each other, or the net is too large
 */
export function completeNetworkSettings(options: NetworkInput): NetworkSettings {
  const { network, loss } = options;
  const activation = options.activation ?? networkDefaults.activation;
  const dropout = options.dropout ?? networkDefaults.dropout;
  checkOneOf('activation', activation, activationKinds);
  checkOneOf('loss', loss ?? networkDefaults.loss, lossKinds);
  checkShare('dropout', dropout);
  if (network !== undefined && options.hidden !== undefined) {
    throw new UsageError('hidden: cannot be combined with network, which says the layers');
  }
  const said = network === undefined ? null : read(network, loss);
  if (said?.form === 'layers') {
    for (const name of ['activation', 'dropout'] as const) {
      if (options[name] === undefined) continue;
      throw new UsageError(`${name}: cannot be combined with a network that says each layer: write it there`);
    }
    const words = formatNetwork(said.architecture, true);
    return { network: words, hidden: undefined, activation: undefined, dropout: undefined, loss: said.loss };
  }
  const settings: NetworkSettings = {
    network: undefined,
    hidden: said?.hidden ?? options.hidden ?? networkDefaults.hidden,
    activation,
    dropout,
    loss: said?.loss ?? loss ?? networkDefaults.loss,
  };
  architectureOf(settings); // refuses a net that is too large, before any data is read
  return settings;
}

function read(network: string | Architecture, loss: LossKind | undefined): ParsedNetwork {
  if (typeof network === 'string') return parseNetwork(network, loss);
  return parseNetwork(formatNetwork(resolveLayers(checkedList(network)), true), loss);
}

/** Settings may come from a file. */
function checkedList(network: Architecture): Architecture {
  const known: unknown = network;
  const kinds: readonly unknown[] = layerKinds;
  if (Array.isArray(known) && known.every((layer) => kinds.includes(layer?.kind))) return network;
  throw new UsageError('network: must be a text, or a list of layers of known kinds');
}

/** The net that complete settings say. @throws UsageError where it is too large, or a width is out of range */
export function architectureOf(settings: NetworkSettings): Architecture {
  const said = settings.network === undefined ? null : parseNetwork(settings.network, settings.loss);
  if (said?.form === 'layers') return said.architecture;
  const { hidden, activation, dropout } = settings;
  return multilayerPerceptron(
    [outputOf(PIXELS).width, ...(hidden ?? networkDefaults.hidden), CLASSES],
    activation ?? networkDefaults.activation,
    dropout ?? networkDefaults.dropout,
  );
}
