/** The hashes of the golden tests of training. */

import { createHash } from 'node:crypto';
import type { Model } from '../../src/network/model.ts';

/** SHA-256 of all weights as little-endian float32. */
export function hashWeights(model: Model): string {
  const hash = createHash('sha256');
  for (const numbers of model.parameters) {
    const bytes = new DataView(new ArrayBuffer(numbers.length * 4));
    numbers.forEach((value, k) => {
      bytes.setFloat32(k * 4, value, true);
    });
    hash.update(new Uint8Array(bytes.buffer));
  }
  return hash.digest('hex');
}
