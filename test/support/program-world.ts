/** The matrices of random programs. */

import type { Kernels } from '../../src/matrix/kernels.ts';
import type { Images, Matrix, Panels, SparseRows, Weights } from '../../src/matrix/matrix.ts';
import { Random } from '../../src/random.ts';
import { filled, panels, pixels, widths } from './operands.ts';

export interface Sizes {
  /** Maximum number of images. */
  readonly images: number;
  /** Widths of activations; the first one is also the number of pixels. */
  readonly units: readonly number[];
}

/** The operands of all calls: a few of each shape, with the same values for all kernels. */
export class World {
  readonly kernels: Kernels;
  readonly sizes: Sizes;
  readonly all: Weights[] = [];
  readonly #pristine: Float32Array[];
  readonly #activations: readonly (readonly Matrix[])[];
  readonly #biases: readonly (readonly Matrix[])[];
  readonly #weights: readonly (readonly Panels[])[]; // by rows and columns: four of each panel width
  readonly losses: Matrix;
  readonly x: SparseRows;
  readonly #lists: readonly SparseRows[];
  readonly images: Images;
  readonly order: Int32Array;
  readonly labels: Uint8Array;

  constructor(kernels: Kernels, sizes: Sizes) {
    this.kernels = kernels;
    this.sizes = sizes;
    const random = Random.stream(1, 'world', sizes.images, ...sizes.units);
    const four = <T extends Weights>(make: () => T): T[] => {
      const list = Array.from({ length: 4 }, make);
      this.all.push(...list);
      return list;
    };
    const { images, units } = sizes;
    this.#activations = units.map((C) => four(() => filled(kernels, images, C, random)));
    this.#biases = units.map((C) => four(() => filled(kernels, 1, C, random)));
    this.#weights = units.flatMap((rows) =>
      units.map((cols) =>
        widths.flatMap((width) => four(() => panels(kernels, { rows, cols }, width, random))),
      ),
    );
    this.losses = filled(kernels, images, 1, random);
    this.all.push(this.losses);
    this.#pristine = this.all.map(({ data }) => Float32Array.from(data));
    this.images = kernels.adopt(pixels(3 * images * units[0], random), units[0]);
    this.order = kernels.integers(2 * images);
    for (let n = 0; n < this.order.length; n++) this.order[n] = random.below(3 * images);
    this.labels = kernels.bytes(images);
    for (let n = 0; n < images; n++) this.labels[n] = random.below(Math.min(...units) + 1);
    this.x = kernels.sparseRows(images, units[0]);
    this.#lists = units.map((C) => kernels.sparseActivations(images, C));
  }

  /** Restores the initial values. */
  reset(): void {
    this.kernels.finish();
    this.setRows(this.sizes.images);
    for (const [k, { data }] of this.all.entries()) data.set(this.#pristine[k]);
    this.kernels.gather(this.x, this.images, this.order, 0);
    for (const [k, x] of this.#lists.entries()) this.kernels.compressRows(x, this.#activations[k][0]);
  }

  setRows(rows: number): void {
    for (const list of this.#activations) for (const matrix of list) matrix.rows = rows;
    this.losses.rows = rows;
    for (const x of [this.x, ...this.#lists]) x.rows = rows;
  }

  unit(pick: number): number {
    return pick % this.sizes.units.length;
  }

  activation(unit: number, pick: number, other?: Matrix): Matrix {
    return pickOther(this.#activations[unit], pick, other);
  }

  list(unit: number): SparseRows {
    return this.#lists[unit];
  }

  /** Images or activations, without their zeros. */
  sparse(unit: number, pick: number): SparseRows {
    return unit === 0 && pick % 2 === 0 ? this.x : this.#lists[unit];
  }

  bias(unit: number, pick: number): Matrix {
    return pickOther(this.#biases[unit], pick);
  }

  /** Panels of either width. */
  weights(rows: number, cols: number, pick: number, other?: Panels): Panels {
    return pickOther(this.#weights[rows * this.sizes.units.length + cols], pick, other);
  }

  /** Four operands with the same layout: weights of either width, biases, or activations. */
  alike(rows: number, cols: number, pick: number): readonly Weights[] {
    const both = this.#weights[rows * this.sizes.units.length + cols];
    const lists = [both.slice(0, 4), both.slice(4), this.#biases[cols], this.#activations[cols]];
    const list = lists[pick % 4];
    const first = (pick >> 2) % 4;
    return [0, 1, 2, 3].map((k) => list[(first + k) % 4]);
  }
}

function pickOther<T>(list: readonly T[], pick: number, other?: T): T {
  const k = pick % list.length;
  return list[k] === other ? list[(k + 1) % list.length] : list[k];
}
