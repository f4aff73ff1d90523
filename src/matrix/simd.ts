/** The contract in WebAssembly SIMD. Checks and writes down each call; `submit` carries it out. */

import { Arena } from './arena.ts';
import { type CompiledKernels, instantiate, type KernelName, kernelNames, OPERANDS } from './commands.ts';
import type { Kernels } from './kernels.ts';
import { DENSE_PANEL, type Images, Matrix, Panels, SEGMENT, SparseRows } from './matrix.ts';
import { checkGather, checkImages, checkLabels, checkShapes } from './shapes.ts';
import type { WasmModule } from './webassembly.ts';

/**
 * What a kernel's work is shared out by: the images of a batch, or the rows of a weight matrix (the columns, where
 * there is one row only).
 */
export type Axis = 'batch' | 'weights';

type Parameter<Name extends keyof Kernels> = Kernels[Name] extends (...parameters: infer P) => unknown
  ? P
  : never;

const float = new Float32Array(1);
const floatBits = new Int32Array(float.buffer);

/** A number's float32 bits, as a word of a command. */
function bits(x: number): number {
  float[0] = x;
  return floatBits[0];
}

const numbers = new Map(kernelNames.map((name, number) => [name, number]));

/** An address in the arena. */
function at(operand: Matrix | Panels): number {
  return operand.data.byteOffset;
}

/** The rows that an update shares out, and the elements of each. */
function span(w: Matrix): [extent: number, stride: number] {
  return w.rows === 1 ? [w.cols, 1] : [w.rows, w.cols];
}

/** Images as records of their non-zero pixels: 27 MB for MNIST's 60,000, where the bytes take 47. */
class PackedImages implements Images {
  readonly count: number;
  readonly cols: number;
  /** The address of each record. */
  readonly places: Int32Array;

  constructor(count: number, cols: number, places: Int32Array) {
    this.count = count;
    this.cols = cols;
    this.places = places;
  }
}

/** Images are copied into shared memory so many at a time before they become records. */
const STAGED_IMAGES = 1024;

export class SimdKernels implements Kernels {
  readonly backend = 'simd' as const;
  protected readonly arena: Arena;
  protected readonly compiled: CompiledKernels;
  readonly #operands: Int32Array;
  #images = 0; // scratch memory is enough for batches of so many

  constructor(module: WasmModule, arena: Arena = new Arena()) {
    this.arena = arena;
    this.compiled = instantiate(module, arena.memory);
    this.#operands = arena.integers(OPERANDS);
  }

  get threads(): number {
    return 1;
  }

  /** Carries out one kernel over `extent` rows. */
  protected submit(kernel: KernelName, _axis: Axis, extent: number, ...operands: readonly number[]): void {
    for (let k = 0; k < operands.length; k++) this.#operands[k] = operands[k];
    this.compiled.table[numbers.get(kernel) as number](this.#operands.byteOffset, 0, extent);
  }

  /** Gives every thread scratch memory for batches of up to `images`. */
  protected reserveScratch(images: number): void {
    this.compiled.reserveScratch(this.arena.reserve(this.compiled.scratchBytes(images)), images);
  }

  matrix(rows: number, cols: number): Matrix {
    return new Matrix(rows, cols, this.arena.floats(rows * cols));
  }

  panels(rows: number, cols: number, width: number = DENSE_PANEL): Panels {
    return new Panels(rows, cols, width, this.arena.floats(Panels.length(rows, cols, width)));
  }

  sparseRows(rows: number, cols: number): SparseRows {
    if (rows > this.#images) {
      this.finish();
      this.reserveScratch(rows);
      this.#images = rows;
    }
    const { arena } = this;
    return new SparseRows(rows, cols, arena.integers.bind(arena), arena.floats.bind(arena));
  }

  bytes(length: number): Uint8Array {
    return this.arena.bytes(length);
  }

  adopt(bytes: Uint8Array, cols: number): Images {
    checkImages(bytes, cols);
    const count = bytes.length / cols;
    const places = this.arena.integers(count);
    const staging = this.arena.bytes(Math.min(count, STAGED_IMAGES) * cols);
    for (let start = 0; start < count; start += STAGED_IMAGES) {
      const images = Math.min(STAGED_IMAGES, count - start);
      staging.set(bytes.subarray(start * cols, (start + images) * cols));
      const most = images * (cols * 3 + 2 * (Math.ceil(cols / SEGMENT) + 1));
      this.arena.fill(most, (to) => {
        const end = this.compiled.compress(
          staging.byteOffset,
          images,
          cols,
          to,
          places.byteOffset + start * 4,
        );
        return end - to;
      });
    }
    return new PackedImages(count, cols, places);
  }

  integers(length: number): Int32Array {
    return this.arena.integers(length);
  }

  finish(): void {}

  async close(): Promise<void> {}

  gather(...[x, images, order, start]: Parameter<'gather'>): void {
    checkGather(x, images, order, start);
    if (!(images instanceof PackedImages))
      throw new TypeError('gather: these images belong to other kernels');
    this.submit(
      'gather',
      'batch',
      x.rows,
      x.counts.byteOffset,
      x.starts.byteOffset,
      x.indices.byteOffset,
      x.values.byteOffset,
      images.places.byteOffset,
      order.byteOffset + start * 4,
      x.pitch,
      x.segments,
    );
  }

  sparseAffine(...[out, x, w, b]: Parameter<'sparseAffine'>): void {
    checkShapes('sparseAffine', out, x, w, b);
    this.submit(
      'sparseAffine',
      'batch',
      out.rows,
      at(out),
      x.counts.byteOffset,
      x.starts.byteOffset,
      x.indices.byteOffset,
      x.values.byteOffset,
      at(w),
      at(b),
      x.cols,
      out.cols,
      w.width,
      x.pitch,
      x.segments,
    );
  }

  affine(...[out, x, w, b]: Parameter<'affine'>): void {
    checkShapes('affine', out, x, w, b);
    this.submit('affine', 'batch', out.rows, at(out), at(x), at(w), at(b), x.cols, out.cols, w.width);
  }

  matmul(...[out, a, b]: Parameter<'matmul'>): void {
    checkShapes('matmul', out, a, b);
    this.submit('affine', 'batch', out.rows, at(out), at(a), at(b), 0, a.cols, out.cols, b.width);
  }

  relu(...[out, z]: Parameter<'relu'>): void {
    checkShapes('relu', out, z);
    this.submit('relu', 'batch', z.rows, at(out), at(z), z.cols);
  }

  reluBackward(...[dZ, dOut, out]: Parameter<'reluBackward'>): void {
    checkShapes('reluBackward', dZ, dOut, out);
    this.submit('reluBackward', 'batch', out.rows, at(dZ), at(dOut), at(out), out.cols);
  }

  sigmoid(...[out, z]: Parameter<'sigmoid'>): void {
    checkShapes('sigmoid', out, z);
    this.submit('sigmoid', 'batch', z.rows, at(out), at(z), z.cols);
  }

  sigmoidBackward(...[dZ, dOut, out]: Parameter<'sigmoidBackward'>): void {
    checkShapes('sigmoidBackward', dZ, dOut, out);
    this.submit('sigmoidBackward', 'batch', out.rows, at(dZ), at(dOut), at(out), out.cols);
  }

  softmax(...[out, z]: Parameter<'softmax'>): void {
    checkShapes('softmax', out, z);
    this.submit('softmax', 'batch', z.rows, at(out), at(z), z.cols);
  }

  dropout(...[out, x, key, rate]: Parameter<'dropout'>): void {
    checkShapes('dropout', out, x);
    const threshold = Math.floor(rate * 2 ** 32);
    const scale = Math.fround(1 / Math.fround(1 - rate));
    this.submit('dropout', 'batch', x.rows, at(out), at(x), x.cols, key, threshold, bits(scale));
  }

  softmaxCrossEntropy(...[dZ, losses, z, labels]: Parameter<'softmaxCrossEntropy'>): void {
    checkShapes('softmaxCrossEntropy', dZ, losses, z);
    checkLabels(labels, z);
    const { rows, cols } = z;
    this.submit(
      'softmaxCrossEntropy',
      'batch',
      rows,
      at(dZ),
      at(losses),
      at(z),
      labels.byteOffset,
      rows,
      cols,
    );
  }

  sparseWeightGradient(...[dW, x, dOut]: Parameter<'sparseWeightGradient'>): void {
    checkShapes('sparseWeightGradient', dW, x, dOut);
    this.submit(
      'sparseWeightGradient',
      'weights',
      dW.rows,
      at(dW),
      x.starts.byteOffset,
      x.indices.byteOffset,
      x.values.byteOffset,
      at(dOut),
      x.rows,
      x.cols,
      dOut.cols,
      x.pitch,
      x.segments,
    );
  }

  weightGradient(...[dW, x, dOut]: Parameter<'weightGradient'>): void {
    checkShapes('weightGradient', dW, x, dOut);
    this.submit('weightGradient', 'weights', dW.rows, at(dW), at(x), at(dOut), x.rows, x.cols, dOut.cols);
  }

  columnSums(...[out, a]: Parameter<'columnSums'>): void {
    checkShapes('columnSums', out, a);
    this.submit('columnSums', 'weights', a.cols, at(out), at(a), a.rows, a.cols);
  }

  pack(...[out, a]: Parameter<'pack'>): void {
    checkShapes('pack', out, a);
    this.submit('pack', 'weights', a.rows, at(out), at(a), a.rows, a.cols, out.width);
  }

  packTransposed(...[out, a]: Parameter<'packTransposed'>): void {
    checkShapes('packTransposed', out, a);
    this.submit('packTransposed', 'weights', a.rows, at(out), at(a), a.rows, a.cols, out.width);
  }

  sgd(...[w, dW, lr, decay]: Parameter<'sgd'>): void {
    checkShapes('sgd', w, dW);
    const [extent, stride] = span(w);
    this.submit('sgd', 'weights', extent, at(w), at(dW), stride, bits(lr), bits(decay));
  }

  momentum(...[w, v, dW, lr, momentum, decay]: Parameter<'momentum'>): void {
    checkShapes('momentum', w, v, dW);
    const [extent, stride] = span(w);
    this.submit(
      'momentum',
      'weights',
      extent,
      at(w),
      at(v),
      at(dW),
      stride,
      bits(lr),
      bits(momentum),
      bits(decay),
    );
  }

  adam(...[w, m, v, dW, settings]: Parameter<'adam'>): void {
    checkShapes('adam', w, m, v, dW);
    const [extent, stride] = span(w);
    this.submit(
      'adam',
      'weights',
      extent,
      at(w),
      at(m),
      at(v),
      at(dW),
      stride,
      bits(settings.stepSize),
      bits(settings.rootCorrection),
      bits(1 - settings.beta1),
      bits(settings.beta2),
      bits(1 - settings.beta2),
      bits(settings.epsilon),
      bits(settings.decay),
    );
  }
}
