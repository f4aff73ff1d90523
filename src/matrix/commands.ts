/** Kernels as numbers: what the main thread writes into shared memory for all threads to carry out. */

import { type WasmMemory, type WasmModule, WebAssembly } from './webassembly.ts';

/** The kernels that `assembly/index.ts` exports, in the order of their numbers. */
export const kernelNames = [
  'gather',
  'sparseAffine',
  'affine',
  'relu',
  'reluBackward',
  'sigmoid',
  'sigmoidBackward',
  'softmax',
  'dropout',
  'softmaxCrossEntropy',
  'sparseWeightGradient',
  'weightGradient',
  'columnSums',
  'pack',
  'packTransposed',
  'sgd',
  'momentum',
  'adam',
] as const;

export type KernelName = (typeof kernelNames)[number];

/** Carries out a kernel on rows begin to end; `args` is the address of its operands. */
export type CompiledKernel = (args: number, begin: number, end: number) => void;

export interface CompiledKernels {
  /** By number. */
  readonly table: readonly CompiledKernel[];
  /** Gives this thread scratch memory for batches of up to `images`. */
  reserveScratch(place: number, images: number): void;
  scratchBytes(images: number): number;
  /** Writes images as records; see `assembly/sparse.ts`. Returns the address behind them. */
  compress(from: number, count: number, cols: number, to: number, places: number): number;
}

/** A thread's own instance of the kernels, on memory that all threads share. */
export function instantiate(module: WasmModule, memory: WasmMemory): CompiledKernels {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return {
    table: kernelNames.map((name) => exports[name] as CompiledKernel),
    reserveScratch: exports.reserveScratch as CompiledKernels['reserveScratch'],
    compress: exports.compress as CompiledKernels['compress'],
    scratchBytes: exports.scratchBytes as CompiledKernels['scratchBytes'],
  };
}

/** Words of a command's operands. */
export const OPERANDS = 16;
