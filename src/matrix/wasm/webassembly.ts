/**
 * The part of the WebAssembly JavaScript API that is used here. TypeScript declares it only in its DOM types, on
 * which this package and its dependents should not have to rely.
 */

export interface WasmMemory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

/** A compiled module, which can be sent to another thread. */
export type CompiledModule = object & { readonly __brand?: 'WebAssembly.Module' };

/** The compiled kernels, and the kind of memory that they import. */
export interface WasmModule {
  readonly compiled: CompiledModule;
  readonly sharedMemory: boolean;
  /** Whether V8 may join pairs of vectors (`node/wide-vectors.ts`); only the speed depends on it. */
  readonly wideVectors: boolean;
  /** What to do if it is of another version, as stated by its source. */
  readonly advice: string;
}

interface WebAssemblyInterface {
  readonly Memory: new (limits: { initial: number; maximum: number; shared?: true }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => CompiledModule;
  readonly Instance: new (
    module: CompiledModule,
    imports?: { env: { memory: WasmMemory } },
  ) => { readonly exports: Readonly<Record<string, unknown>> };
  compile(bytes: Uint8Array): Promise<CompiledModule>;
  validate(bytes: Uint8Array): boolean;
}

/** Undefined in engines where it is disabled, such as a browser in lockdown mode. */
export const WebAssembly: WebAssemblyInterface = (
  globalThis as unknown as { WebAssembly: WebAssemblyInterface }
).WebAssembly;
