/**
 * The globals that the portable part of src/ may use: all that Node and browsers have in common and it needs, and
 * nothing else. `tsconfig.portable.json` checks it with these alone, without the types of Node or of the browser.
 * WebAssembly is in `src/matrix/wasm/webassembly.ts`.
 */

declare const performance: { now(): number };

declare function setTimeout(callback: () => void, milliseconds?: number): unknown;
declare function clearTimeout(timer: unknown): void;

declare class TextEncoder {
  encode(text: string): Uint8Array;
}

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: Uint8Array, options?: { stream?: boolean }): string;
}
