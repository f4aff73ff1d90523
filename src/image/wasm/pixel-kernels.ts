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
  readonly countBytes: Kernel<void>;
  readonly countDifferences: Kernel<number>;
  readonly countLevels: Kernel<void>;
  readonly countRounded: Kernel<void>;
  readonly countNear: Kernel<number>;
  readonly divideByConstant: Kernel<void>;
  readonly divideByPaper: Kernel<void>;
  readonly sumAbove: Kernel<void>;
  readonly sumFrame: Kernel<void>;
  readonly sumLine: Kernel<number>;
  readonly countOff: Kernel<number>;
  readonly countTops: Kernel<number>;
  readonly hasDarkFrame: Kernel<number>;
  readonly findRidges: Kernel<void>;
  readonly scoreLean: Kernel<number>;
  readonly supportLines: Kernel<void>;
  readonly findRuns: Kernel<number>;
  readonly joinRuns: Kernel<void>;
  readonly labelRuns: Kernel<number>;
  readonly markParts: Kernel<void>;
  readonly coreLevels: Kernel<number>;
  readonly stretchInk: Kernel<void>;
  readonly resampleRows: Kernel<void>;
  readonly resampleColumns: Kernel<void>;
  readonly raiseNearFull: Kernel<void>;
  readonly raiseAll: Kernel<void>;
  readonly measureOutline: Kernel<void>;
  readonly dilate: Kernel<void>;
  readonly rowSpans: Kernel<number>;
  readonly ownPixels: Kernel<void>;
  readonly markOutside: Kernel<number>;
  readonly measureDistances: Kernel<void>;
  readonly markBand: Kernel<void>;
  readonly holdsFaintInk: Kernel<number>;
  readonly isConstant: Kernel<number>;
  readonly findSteps: Kernel<void>;
  readonly scanEdge: Kernel<void>;
  readonly countSheet: Kernel<void>;
  readonly maskInk: Kernel<void>;
  readonly countMaskRuns: Kernel<void>;
  readonly findNotches: Kernel<number>;
  readonly cheapestSeam: Kernel<number>;
  readonly measureParts: Kernel<void>;
  readonly labelParts: Kernel<void>;
  readonly sampledMedian: Kernel<number>;
  readonly strongestLine: Kernel<void>;
}

interface Loaded {
  readonly module: CompiledModule;
  readonly kernels: PixelKernels;
  readonly memory: PixelMemory;
}

/**
 * Pages of 64 KB. V8 counts all of them as used: from 32 MB on it collects garbage at once, which takes longer than
 * reading a small picture. The planes of a page of 512x512 take 8 MB, those of the largest page four times as much.
 */
const SMALL = { pages: 256, pixels: 512 * 512 };
const LARGE = { pages: 1024 };
const PAGE_BYTES = 65536;

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
  for (const plane of planes) if (plane.buffer !== memory?.buffer) return undefined;
  return kernels;
}

/** Where planes have to be for the kernels. */
export function pixelMemory(): PixelMemory | undefined {
  return load()?.memory;
}

/** The same, with room for the planes of a picture. What is elsewhere from then on is left to the plain passes. */
export function pixelMemoryFor(pixels: number): PixelMemory | undefined {
  const { module, memory } = load() ?? {};
  if (module === undefined || memory === undefined || pixels <= SMALL.pixels) return memory;
  if (memory.buffer.byteLength < LARGE.pages * PAGE_BYTES) {
    try {
      loaded = linked(module, LARGE.pages);
    } catch {
      // no address space: those planes that have a place are enough
    }
  }
  return pixelMemory();
}

function load(): Loaded | null {
  if (loaded !== undefined) return loaded;
  loaded = null;
  if (read === undefined) return null;
  try {
    // the engines of some pages compile large modules only asynchronously; this one has a few kilobytes
    loaded = linked(new WebAssembly.Module(read()), SMALL.pages);
  } catch {
    // no file, no WebAssembly, no SIMD, or no memory
  }
  return loaded;
}

function linked(module: CompiledModule, pages: number): Loaded {
  // of a fixed size: growing would detach all planes
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const { firstFree } = exports as { firstFree: () => number };
  const kernels = exports as unknown as PixelKernels;
  return { module, kernels, memory: new PixelMemory(memory.buffer as ArrayBuffer, firstFree()) };
}
