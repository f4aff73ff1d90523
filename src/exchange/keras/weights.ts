/**
 * The location of a layer's weights in HDF5. Keras 3 numbers the layers of each class in order, whatever their names:
 * `layers/dense_1/vars/0` is the kernel of the second Dense layer. Older files have a group per name, and a list of
 * its contents.
 */

import { Refusal } from '../chain.ts';
import type { Hdf5Array, Hdf5Contents } from './hdf5.ts';

export interface LayerPlace {
  readonly kind: string;
  readonly name: string;
}

/** The weights of a network, or of a nested one. */
export interface KerasWeights {
  /** In the order in which the layer stores them. */
  of(layer: LayerPlace): readonly Hdf5Array[];
  within(layer: LayerPlace, layers: readonly LayerPlace[]): KerasWeights;
}

/** No layer has more. */
const MAX_ARRAYS = 64;

export function weightsOf(contents: Hdf5Contents, layers: readonly LayerPlace[]): KerasWeights {
  const older = olderRoot(contents);
  if (older !== null) return byName(contents, older);
  // Keras 3, or 2.13 to 2.15
  const folders = ['layers', '_layer_checkpoint_dependencies'];
  const paths = [...contents.arrays.keys()];
  const folder = folders.find((name) => paths.some((path) => path.startsWith(`${name}/`))) ?? folders[0];
  return byClass(contents, folder, folder, layers);
}

function byClass(
  contents: Hdf5Contents,
  base: string,
  folder: string,
  layers: readonly LayerPlace[],
): KerasWeights {
  const used = new Map<string, number>();
  const places = new Map<string, string>();
  for (const { kind, name } of layers) {
    const word = snakeCase(kind);
    const count = used.get(word) ?? 0;
    used.set(word, count + 1);
    places.set(name, `${base}/${count === 0 ? word : `${word}_${count}`}`);
  }
  return {
    of({ name }) {
      const arrays: Hdf5Array[] = [];
      for (let k = 0; k < MAX_ARRAYS; k++) {
        const array = contents.arrays.get(`${places.get(name)}/vars/${k}`);
        if (array === undefined) break;
        arrays.push(array);
      }
      return arrays;
    },
    within: ({ name }, inner) => byClass(contents, `${places.get(name)}/${folder}`, folder, inner),
  };
}

/** `MaxPooling2D` -> `max_pooling2d`, as in Keras. */
function snakeCase(name: string): string {
  return name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** The group that lists the layers; null in files of Keras 3. */
function olderRoot({ texts }: Hdf5Contents): string | null {
  return ['model_weights', ''].find((path) => texts.has(`${path}@layer_names`)) ?? null;
}

function textsAt({ texts }: Hdf5Contents, key: string): readonly string[] {
  const found = texts.get(key) ?? [];
  return typeof found === 'string' ? [found] : found;
}

function byName(contents: Hdf5Contents, group: string): KerasWeights {
  return {
    of({ name }) {
      const layer = group === '' ? name : `${group}/${name}`;
      return textsAt(contents, `${layer}@weight_names`).flatMap((weight) => {
        const array = contents.arrays.get(`${layer}/${weight}`);
        return array === undefined ? [] : [array];
      });
    },
    within() {
      throw new Refusal('is a nested network; save it as .keras');
    },
  };
}

/** For a file without a network description: the weights of each of these layers, in order. */
export function weightsInOrder(contents: Hdf5Contents, kinds: readonly string[]): (readonly Hdf5Array[])[] {
  const root = olderRoot(contents);
  const layers = kinds.map((kind, n) => ({ kind, name: String(n) }));
  if (root === null) {
    const weights = weightsOf(contents, layers);
    const found = layers.map((layer) => weights.of(layer));
    const trained = [...contents.arrays.keys()].filter(
      (path) => /\/vars\/\d+$/.test(path) && /layer/.test(path),
    );
    const left = trained.length - found.flat().length;
    if (left > 0) throw new Refusal(`${left} of its arrays have no layer in the network given`);
    return found;
  }
  const weights = byName(contents, root);
  const found = textsAt(contents, `${root}@layer_names`)
    .map((name) => weights.of({ kind: '', name }))
    .filter(({ length }) => length > 0);
  if (found.length !== layers.length) {
    throw new Refusal(
      `it has ${found.length} layers with weights, but the given network has ${layers.length}`,
    );
  }
  return found;
}
