/**
 * Reads the parts of an HDF5 file that networks need: float arrays, and the strings that Keras stores with them. This
 * uses the HDF5 C library, compiled to WebAssembly with its own file system; untrusted files should be read where it
 * can be stopped, as in `node/hdf5-reader.ts`.
 */

import { Dataset, File, Group, ready } from 'h5wasm';
import { cut, show } from '../../errors.ts';

export interface Hdf5Array {
  readonly dims: readonly number[];
  readonly numbers: Float32Array;
}

export interface Hdf5Contents {
  /** By path, such as `layers/dense/vars/0`. */
  readonly arrays: ReadonlyMap<string, Hdf5Array>;
  /** By path and name, such as `model_weights@layer_names`; for the root, `@model_config`. */
  readonly texts: ReadonlyMap<string, string | readonly string[]>;
}

/** Real networks of this size have a few thousand. */
const MAX_OBJECTS = 20_000;
const MAX_DEPTH = 16;
const MAX_DIMENSIONS = 8;
/** Limit for all arrays together: those of the largest network, and of an optimizer that keeps three per weight. */
const MAX_NUMBERS = 60_000_000;
const MAX_TEXT = 10_000_000;
const TEXTS = ['model_config', 'layer_names', 'weight_names'] as const;
const FLOAT = 1; // H5T_FLOAT

/** @throws Error, or a WebAssembly error, if the file cannot be read */
export async function readHdf5(bytes: Uint8Array): Promise<Hdf5Contents> {
  const { FS } = await ready;
  const path = '/model.h5';
  FS.writeFile(path, bytes);
  try {
    const file = new File(path, 'r');
    if (file.file_id < 0n) throw new Error('it is not HDF5');
    try {
      const walk = new Walk();
      walk.group(file, '', 0);
      return walk;
    } finally {
      file.close();
    }
  } finally {
    FS.unlink(path);
  }
}

class Walk implements Hdf5Contents {
  readonly arrays = new Map<string, Hdf5Array>();
  readonly texts = new Map<string, string | readonly string[]>();
  #objects = 0;
  #numbers = 0;
  #text = 0;

  group(group: Group, path: string, depth: number): void {
    if (depth > MAX_DEPTH) throw new Error(`its groups are more than ${MAX_DEPTH} deep`);
    this.#readTexts(group, path);
    for (const name of group.keys()) {
      if (++this.#objects > MAX_OBJECTS) throw new Error('it has more parts than are allowed');
      const inner = path === '' ? name : `${path}/${name}`;
      const entity = group.get(name);
      if (entity instanceof Group) this.group(entity, inner, depth + 1);
      else if (entity instanceof Dataset) this.#readArray(entity, inner);
    }
  }

  #readTexts(group: Group, path: string): void {
    const { attrs } = group;
    for (const name of TEXTS) {
      if (!Object.hasOwn(attrs, name)) continue;
      const attribute = attrs[name];
      const { size, total_size: count } = attribute.metadata;
      if (count === 0) continue;
      this.#text += size * count;
      if (this.#text > MAX_TEXT) throw new Error('its texts are longer than is allowed');
      const { value } = attribute;
      const texts = Array.isArray(value) ? value : [value];
      if (!texts.every((text) => typeof text === 'string')) throw new Error(`its ${name} is not a text`);
      this.texts.set(`${path}@${name}`, Array.isArray(value) ? texts : texts[0]);
    }
  }

  #readArray(dataset: Dataset, path: string): void {
    const { type, size, total_size: count } = dataset.metadata;
    const dims = dataset.shape;
    if (type !== FLOAT || (size !== 4 && size !== 8) || dims === null) return; // such as counters of optimizers
    if (dims.length > MAX_DIMENSIONS || dims.reduce((product, dim) => product * dim, 1) !== count) {
      throw new Error(`${show(path)} has no sound shape`);
    }
    this.#numbers += count;
    if (!(this.#numbers <= MAX_NUMBERS)) throw new Error('it has more numbers than are allowed');
    const { value } = dataset;
    const numbers = typeof value === 'number' ? [value] : value;
    if (!(numbers instanceof Float32Array || numbers instanceof Float64Array || Array.isArray(numbers))) {
      throw new Error(`${show(path)} cannot be read`);
    }
    const floats = Float32Array.from(numbers as ArrayLike<number>);
    if (floats.length !== count) throw new Error(`${show(path)} has ${floats.length} numbers, not ${count}`);
    this.arrays.set(path, { dims, numbers: floats });
  }
}

/** A one-line description of a failure. */
export function explainHdf5(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return cut(text.replace(/\s+/g, ' ').trim() || 'it is damaged');
}
