/**
 * The passes over pixels in WebAssembly, which runs at full speed from the first picture on; V8 interprets the plain passes
 * until they have seen several pictures. Each pass is optional: the plain one beside its call defines the result, and is
 * used where WebAssembly is not provided, or a plane is not in its memory.
 */

import { type CompiledModule, WebAssembly } from '../../matrix/wasm/webassembly.ts';
import { PixelMemory } from './pixel-memory.ts';

type Kernel<Result> = (...operands: readonly number[]) => Result;

/** Addresses are those of typed arrays in the memory: their `byteOffset`. Operands are documented in assembly/. */
export interface PixelKernels {
  readonly copyGrey: Kernel<number>;
  readonly crop: Kernel<void>;
  readonly extend: Kernel<void>;
  readonly level: Kernel<void>;
  readonly lower: Kernel<void>;
  readonly widen: Kernel<void>;
  readonly invert: Kernel<void>;
  readonly transpose: Kernel<void>;
  readonly sumSquares: Kernel<void>;
  readonly shrinkByMean: Kernel<void>;
  readonly smooth: Kernel<void>;
  readonly countWhole: Kernel<number>;
  readonly countBrightness: Kernel<void>;
  readonly countLevels: Kernel<void>;
  readonly countRounded: Kernel<void>;
  readonly countNear: Kernel<number>;
  readonly divideByConstant: Kernel<void>;
  readonly divideByPaper: Kernel<void>;
  readonly sumAbove: Kernel<void>;
  readonly sumLine: Kernel<number>;
  readonly countOff: Kernel<number>;
  readonly countTops: Kernel<number>;
  readonly hasDarkFrame: Kernel<number>;
  readonly findRuns: Kernel<number>;
  readonly joinRuns: Kernel<void>;
  readonly labelRuns: Kernel<number>;
  readonly markParts: Kernel<void>;
  readonly coreLevels: Kernel<number>;
  readonly stretchInk: Kernel<void>;
  readonly resampleRows: Kernel<void>;
  readonly resampleColumns: Kernel<void>;
  readonly measureOutline: Kernel<void>;
  readonly dilate: Kernel<void>;
  readonly isConstant: Kernel<number>;
}

interface Loaded {
  readonly kernels: PixelKernels;
  readonly memory: PixelMemory;
}

let read: (() => Uint8Array) | undefined;
/** Null if they have been looked for in vain. */
let loaded: Loaded | null | undefined;

/**
 * Provides pixels.wasm, which is read and compiled when the first picture is; undefined: use the plain passes.
 * @param source may throw: the plain passes are used then
 */
export function providePixelKernels(source: (() => Uint8Array) | undefined): void {
  read = source;
  loaded = undefined;
}

/** The kernels, if all of these are in their memory. */
export function pixelKernels(...planes: readonly ArrayBufferView[]): PixelKernels | undefined {
  const { kernels, memory } = load() ?? {};
  return planes.every(({ buffer }) => buffer === memory?.buffer) ? kernels : undefined;
}

/** Where planes have to be for the kernels. */
export function pixelMemory(): PixelMemory | undefined {
  return load()?.memory;
}

function load(): Loaded | null {
  if (loaded !== undefined) return loaded;
  loaded = null;
  if (read === undefined) return null;
  try {
    // the engines of some pages compile large modules only asynchronously; this one has a few kilobytes
    loaded = linked(new WebAssembly.Module(read()));
  } catch {
    // no file, no WebAssembly, no SIMD, or no memory
  }
  return loaded;
}

function linked(module: CompiledModule): Loaded {
  const { exports } = new WebAssembly.Instance(module);
  const { memory, firstFree } = exports as { memory: { buffer: ArrayBuffer }; firstFree: () => number };
  const kernels = exports as unknown as PixelKernels;
  return { kernels, memory: new PixelMemory(memory.buffer, firstFree()) };
}
