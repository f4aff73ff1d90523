/** The network description in a Keras file, written by Keras 3 and Keras 2: layers and their connections, in JSON. */

import { ModelError, show } from '../../errors.ts';
import { Refusal } from '../chain.ts';

export interface KerasLayer {
  /** Such as `Dense`. */
  readonly kind: string;
  readonly name: string;
  readonly settings: Settings;
  /** Names of the layers whose outputs it takes; null in a sequential model, where it is the previous layer. */
  readonly inputs: readonly string[] | null;
}

export interface KerasNet {
  readonly layers: readonly KerasLayer[];
  /** The layer whose output is that of the network; null in a sequential model. */
  readonly output: string | null;
}

/** Real networks of this size have about twenty. */
const MAX_LAYERS = 1000;
const MAX_DEPTH = 12;

type Json = Readonly<Record<string, unknown>>;

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The settings of a layer, with type checks. */
export class Settings {
  readonly #fields: Json;

  constructor(fields: Json) {
    this.#fields = fields;
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined && this.#fields[name] !== null;
  }

  number(name: string, usual: number): number {
    return this.#read(
      name,
      usual,
      'a number',
      (value) => typeof value === 'number' && Number.isFinite(value),
    );
  }

  flag(name: string, usual: boolean): boolean {
    return this.#read(name, usual, 'true or false', (value) => typeof value === 'boolean');
  }

  text(name: string, usual: string): string {
    return this.#read(name, usual, 'a word', (value) => typeof value === 'string');
  }

  /** A single number counts as a list, and nested lists are flattened. */
  numbers(name: string): readonly number[] | null {
    if (typeof this.#fields[name] === 'number') return [this.number(name, 0)];
    const alike = (value: unknown): boolean =>
      Array.isArray(value) && value.length <= 8 && value.flat().every((one) => Number.isFinite(one));
    const list = this.#read<readonly unknown[] | null>(name, null, 'a list of numbers', alike);
    return list === null ? null : (list.flat() as number[]);
  }

  /** A list of numbers, with null for the batch. */
  shape(name: string): readonly (number | null)[] | null {
    const alike = (value: unknown): boolean =>
      Array.isArray(value) &&
      value.length <= 8 &&
      value.every((one) => one === null || Number.isInteger(one));
    return this.#read<readonly (number | null)[] | null>(name, null, 'a shape', alike);
  }

  /** One number for both, or a list of two. */
  pair(name: string, usual: readonly [number, number]): readonly [number, number] {
    const list = this.numbers(name);
    if (list === null) return usual;
    if (list.length === 1) return [list[0], list[0]];
    if (list.length !== 2) throw new Refusal(`its ${name} is of ${list.length} numbers, not two`);
    return [list[0], list[1]];
  }

  /** A name, or an object with a name and settings. */
  named(name: string): { readonly kind: string; readonly settings: Settings } | null {
    const value = this.#fields[name];
    if (value === undefined || value === null) return null;
    if (typeof value === 'string') return { kind: value, settings: new Settings({}) };
    if (isJson(value)) {
      const { class_name: kind, config } = value;
      if (kind === 'function' && typeof config === 'string')
        return { kind: config, settings: new Settings({}) };
      if (typeof kind === 'string' && isJson(config)) return { kind, settings: new Settings(config) };
    }
    throw new Refusal(`its ${name} is ${show(value)}`);
  }

  /** The layers of a nested network. */
  net(depth: number): KerasNet {
    return netOf(this.#fields, depth);
  }

  #read<T>(name: string, usual: T, what: string, fits: (value: unknown) => boolean): T {
    const value = this.#fields[name];
    if (value === undefined || value === null) return usual;
    if (!fits(value)) throw new Refusal(`its ${name} is ${show(value)}, not ${what}`);
    return value as T;
  }
}

/**
 * @param text JSON
 * @throws ModelError if it is not JSON; Refusal if it does not describe a network
 */
export function parseKerasConfig(text: string, name: string): KerasNet {
  let model: unknown;
  try {
    model = JSON.parse(text);
  } catch (error) {
    throw new ModelError(`${name}: its network description is not JSON`, { cause: error });
  }
  if (!isJson(model)) throw new Refusal('it does not describe its network');
  const { class_name: kind, config } = model;
  if (kind === 'Sequential' || kind === 'Functional' || kind === 'Model') {
    return netOf(isJson(config) ? config : { layers: config }, 0);
  }
  throw new Refusal(`its network has the class ${show(kind)}, not Sequential or Functional`);
}

function netOf({ layers, output_layers: outputs }: Json, depth: number): KerasNet {
  if (depth > MAX_DEPTH) throw new Refusal(`its networks are nested more than ${MAX_DEPTH} levels deep`);
  if (!Array.isArray(layers) || layers.length > MAX_LAYERS) throw new Refusal('it has no list of layers');
  const functional = outputs !== undefined;
  const ends = functional ? layersNamed(outputs) : [];
  if (functional && ends.length !== 1) throw new Refusal(`it has ${ends.length} outputs, not one`);
  return { layers: layers.map((layer) => layerOf(layer, functional)), output: ends[0] ?? null };
}

function layerOf(layer: unknown, functional: boolean): KerasLayer {
  if (!isJson(layer) || typeof layer.class_name !== 'string' || !isJson(layer.config)) {
    throw new Refusal('a layer without a class');
  }
  const { class_name: kind, config, name = config.name, inbound_nodes: nodes } = layer;
  return {
    kind,
    name: typeof name === 'string' ? name : kind,
    settings: new Settings(config),
    inputs: functional ? layersNamed(nodes) : null,
  };
}

/**
 * Names of layers, in all formats: Keras 3 has `keras_history: ["name", 0, 0]`, Keras 2 `["name", 0, 0, {}]` in
 * nested lists.
 */
function layersNamed(value: unknown, depth = 0): string[] {
  if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) return [];
  if (!Array.isArray(value)) {
    return Object.entries(value).flatMap(([key, inner]) =>
      key === 'keras_history' && Array.isArray(inner) && typeof inner[0] === 'string'
        ? [inner[0]]
        : layersNamed(inner, depth + 1),
    );
  }
  const [first, node, tensor] = value;
  if (typeof first === 'string' && Number.isInteger(node) && Number.isInteger(tensor)) return [first];
  return value.flatMap((inner) => layersNamed(inner, depth + 1));
}
