/**
 * Synchronous SHA-256. Node's implementation takes 34 ms for the 47 MB of MNIST, the pure JavaScript one 400 ms, plus
 * 10 ms for loading it; it is therefore only loaded outside Node. The SHA-256 of browsers is asynchronous, and not
 * available to pages loaded over plain HTTP.
 */

/** An incremental hash. */
export interface Sha256 {
  update(bytes: Uint8Array): Sha256;
  /** The 32 bytes. */
  digest(): Uint8Array;
}

export type CreateSha256 = () => Sha256;

interface NodeProcess {
  getBuiltinModule?(name: 'node:crypto'): { createHash(algorithm: 'sha256'): Sha256 } | undefined;
}

/** Obtains Node's module from `process` instead of importing it, so that this file also loads in browsers. */
export async function loadSha256(): Promise<CreateSha256> {
  const { process } = globalThis as { readonly process?: NodeProcess };
  const crypto = process?.getBuiltinModule?.('node:crypto');
  if (crypto !== undefined) return () => crypto.createHash('sha256');
  const { sha256 } = await import('@noble/hashes/sha2.js');
  return () => sha256.create();
}

/** SHA-256, in hex, of the concatenation of pieces; strings are encoded as UTF-8. */
export async function sha256Of(...pieces: readonly (Uint8Array | string)[]): Promise<string> {
  const sum = (await loadSha256())();
  const encoder = new TextEncoder();
  for (const piece of pieces) sum.update(typeof piece === 'string' ? encoder.encode(piece) : piece);
  return Array.from(sum.digest(), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
