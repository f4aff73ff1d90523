/** Kernel numbers, as the main thread writes them to shared memory for all threads to execute. */

import { SystemError } from '../../errors.ts';
import { type ActivationKernel, activationNames, type BackwardKernel, backwardOf } from '../activations.ts';
import { type UpdateKernel, updateNames } from '../updates.ts';
import { type WasmMemory, type WasmModule, WebAssembly } from './webassembly.ts';

const otherKernels = [
  'augment',
  'compressRows',
  'sparseAffine',
  'affine',
  'softmax',
  'dropout',
  'softmaxCrossEntropy',
  'expand',
  'pad',
  'crop',
  'conv2d',
  'conv2dInputGradient',
  'conv2dPartialGradients',
  'maxPool2d',
  'maxPool2dBackward',
  'averagePool2d',
  'averagePool2dBackward',
  'sigmoidSquaredError',
  'sigmoidCrossEntropy',
  'sparseWeightGradient',
  'weightGradient',
  'columnSums',
  'conv2dGradients',
  'transpose',
  'scale',
  'lerp',
  'addL1Gradient',
  'columnSquares',
] as const;

export type KernelName = (typeof otherKernels)[number] | ActivationKernel | BackwardKernel | UpdateKernel;

/** The kernels exported by `assembly/index.ts`, in the order of their numbers. */
export const kernelNames: readonly KernelName[] = [
  ...otherKernels,
  ...activationNames,
  ...activationNames.map((name) => backwardOf[name]),
  ...updateNames,
];

/** Executes a kernel on rows begin to end; `args` is the address of its operands. */
type CompiledKernel = (args: number, begin: number, end: number) => void;

export interface CompiledKernels {
  /** By kernel number. */
  readonly table: readonly CompiledKernel[];
  /** Converts images to records; see `assembly/records.ts`. Returns the address after them. */
  compress(from: number, count: number, cols: number, to: number, offsets: number): number;
  /** Fills the tables for records, which all threads share. */
  fillTables(): void;
}

/**
 * Creates a thread's instance of the kernels on the memory that all threads share.
 * @param thread its number; 0 is the main thread
 * @param spare the address of 32 bytes for this thread alone
 * @throws SystemError if the module is of another version, or not one of ours
 */
export function instantiate(
  module: WasmModule,
  memory: WasmMemory,
  thread: number,
  spare: number,
): CompiledKernels {
  const { exports } = link(module, memory);
  const kernel = <T>(name: string): T => {
    if (typeof exports[name] === 'function') return exports[name] as T;
    throw misfit(module, `it has no ${name}`);
  };
  const compiled: CompiledKernels = {
    table: kernelNames.map((name) => kernel<CompiledKernel>(name)),
    compress: kernel('compress'),
    fillTables: kernel('fillTables'),
  };
  kernel<(thread: number, spare: number) => void>('useThread')(thread, spare);
  return compiled;
}

function link(module: WasmModule, memory: WasmMemory): { exports: Readonly<Record<string, unknown>> } {
  try {
    return new WebAssembly.Instance(module.compiled, { env: { memory } });
  } catch (error) {
    throw misfit(module, (error as Error).message, error);
  }
}

function misfit({ advice }: WasmModule, reason: string, cause?: unknown): SystemError {
  return new SystemError(`kernels.wasm is not of this version of nn: ${reason}; ${advice}`, { cause });
}

/** Number of operand words of a command. */
export const OPERANDS = 18;
