/** Kernels as numbers: what the main thread writes into shared memory for all threads to carry out. */

import { type WasmMemory, type WasmModule, WebAssembly } from './webassembly.ts';

/** The kernels that `assembly/index.ts` exports, in the order of their numbers. */
export const kernelNames = [
  'leaveOutZeros',
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
  'transpose',
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
  /** Writes images as records; see `assembly/sparse.ts`. Returns the address behind them. */
  compress(from: number, count: number, cols: number, to: number, places: number): number;
  /** Fills the table of pixel values, which all threads share. */
  fillValues(): void;
}

/** A thread's own instance of the kernels, on memory that all threads share. */
export function instantiate(module: WasmModule, memory: WasmMemory): CompiledKernels {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return {
    table: kernelNames.map((name) => exports[name] as CompiledKernel),
    compress: exports.compress as CompiledKernels['compress'],
    fillValues: exports.fillValues as CompiledKernels['fillValues'],
  };
}

/** Words of a command's operands. */
export const OPERANDS = 16;
