/**
 * Clears the upper halves of the vector registers.
 *
 * V8 does not after WebAssembly with vectors of 256 bits (no `vzeroupper`; seen in 13.6 and 14.6). Until it is done,
 * instructions of the old encoding are slow on Intel's processors, and all of V8's interpreter and library has those: a
 * loop over a Float32Array that is not optimised takes 16 times as long. Node has no function for it, but its checks of
 * text are compiled for AVX, and do it before they return. That takes 30 ns.
 */

interface NodeProcess {
  getBuiltinModule?(name: 'node:buffer'): { isAscii?(bytes: Uint8Array): boolean } | undefined;
}

const { process } = globalThis as { readonly process?: NodeProcess };
const isAscii = process?.getBuiltinModule?.('node:buffer')?.isAscii;
const text = new Uint8Array(64);

export function clearUpperHalves(): void {
  isAscii?.(text);
}
