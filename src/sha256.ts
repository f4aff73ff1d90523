/**
 * SHA-256 that is computed at once, not in a promise. Node's own takes 34 ms for the 47 MB of MNIST and the pure one
 * 400, and loading that takes another 10: so it is only loaded where there is no Node. Browsers have one of their own,
 * but not for pages that came over plain HTTP.
 */

/** A sum under way. */
export interface Sha256 {
  update(bytes: Uint8Array): Sha256;
  /** The 32 bytes. */
  digest(): Uint8Array;
}

export type CreateSha256 = () => Sha256;

interface NodeProcess {
  getBuiltinModule?(name: 'node:crypto'): { createHash(algorithm: 'sha256'): Sha256 } | undefined;
}

/** Asks the engine for Node's rather than importing it, so that this file loads where there is no Node. */
export async function loadSha256(): Promise<CreateSha256> {
  const { process } = globalThis as { readonly process?: NodeProcess };
  const crypto = process?.getBuiltinModule?.('node:crypto');
  if (crypto !== undefined) return () => crypto.createHash('sha256');
  const { sha256 } = await import('@noble/hashes/sha2.js');
  return () => sha256.create();
}

/** SHA-256, in hex, of pieces of a file one behind another; text counts as UTF-8. */
export async function sha256Of(...pieces: readonly (Uint8Array | string)[]): Promise<string> {
  const sum = (await loadSha256())();
  const encoder = new TextEncoder();
  for (const piece of pieces) sum.update(typeof piece === 'string' ? encoder.encode(piece) : piece);
  return Array.from(sum.digest(), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
