/** Random numbers by position in the stream of a key, in any order. */

import { substream } from '../random.ts';

/** Uniform in [0, 1), a multiple of 2^-24. */
export function uniform(key: number, place: number): number {
  return (substream(key, place) >>> 8) * 2 ** -24;
}

/** Uniform in [-1, 1), a multiple of 2^-23: exact in float32. */
export function spread(key: number, place: number): number {
  return 2 * uniform(key, place) - 1;
}
