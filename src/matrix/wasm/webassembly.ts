/**
 * The part of WebAssembly's JavaScript interface that we use. TypeScript has it only among the browser's types, which
 * neither this package nor everyone who imports it wants.
 */

export interface WasmMemory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

/** What the engine compiled; it can be sent to another thread. */
type CompiledModule = object & { readonly __brand?: 'WebAssembly.Module' };

/** The compiled kernels, and which memory they import. */
export interface WasmModule {
  readonly compiled: CompiledModule;
  readonly sharedMemory: boolean;
  /** What to do where it does not fit, as its source says. */
  readonly advice: string;
}

interface WebAssemblyInterface {
  readonly Memory: new (limits: { initial: number; maximum: number; shared?: true }) => WasmMemory;
  readonly Instance: new (
    module: CompiledModule,
    imports: { env: { memory: WasmMemory } },
  ) => { readonly exports: Readonly<Record<string, unknown>> };
  compile(bytes: Uint8Array): Promise<CompiledModule>;
  validate(bytes: Uint8Array): boolean;
}

/** Undefined in engines that are told to do without, such as a browser in lockdown. */
export const WebAssembly: WebAssemblyInterface = (
  globalThis as unknown as { WebAssembly: WebAssemblyInterface }
).WebAssembly;
