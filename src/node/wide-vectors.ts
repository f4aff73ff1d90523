/**
 * Vectors of 256 bits in WebAssembly, whose instructions know only 128: V8 can compute pairs of them at once where the
 * processor has AVX2, if a flag allows it. Each lane computes what it did before, so that all results keep their bits.
 */

/** The versions of Node for which that was tested (`npm run test:node-versions`). That of Node 22 has the flag, but no use of it. */
const TESTED = { from: 24, to: 26 };

const IS_SET: unique symbol = Symbol.for('nn-digits.wide-vectors');
const FLAG = '--experimental-wasm-revectorize';
/** Known to the whole process: the script that starts the command line has a copy of this module. */
const shared = globalThis as { [IS_SET]?: boolean };

/** Whether this Node can use them, and may (`NN_WIDE_VECTORS=0` forbids it). */
export function hasWideVectors(): boolean {
  const major = Number.parseInt(process.versions.node, 10);
  if (process.arch !== 'x64' || process.env.NN_WIDE_VECTORS === '0') return false;
  if (major < TESTED.from || major > TESTED.to) return false;
  const { v8_enable_wasm_simd256_revec: isBuiltIn } = process.config.variables as Record<string, unknown>;
  return isBuiltIn === 1;
}

/**
 * Lets V8 use them in all WebAssembly that it compiles from now on. The flag belongs to the whole process, so that only
 * the command line sets it; other programs can be started with `node --experimental-wasm-revectorize`.
 *
 * @returns whether they are available
 */
export function useWideVectors(): boolean {
  const available = hasWideVectors();
  if (available) process.getBuiltinModule?.('node:v8').setFlagsFromString(FLAG);
  shared[IS_SET] = available;
  return available;
}

/** Whether V8 may use them in this process, because of `useWideVectors` or a flag of Node. */
export const areVectorsWide = (): boolean => shared[IS_SET] === true || process.execArgv.includes(FLAG);
