/** Information about a network that its file may not contain. */

import type { Model } from '../network/model.ts';
import { Chain } from './chain.ts';

/** A note for imports that change the results slightly. */
export const EXACT_GELU =
  'the network uses the exact GELU; nn uses the tanh approximation, which differs by at most 0.0005';

export interface ImportOptions {
  /** The normalisation applied to pixels from 0 to 1 outside the network: (x - mean) / deviation. */
  readonly normalize?: { readonly mean: number; readonly deviation: number };
  /** The value of ink, 1 or 255; detected by default. */
  readonly ink?: 1 | 255;
  /** The network description, for files that contain only weights. */
  readonly network?: string;
}

export interface Imported {
  readonly model: Model;
  /** Sentences that describe differences from the file. */
  readonly notes: readonly string[];
}

/** Builds a network from its pixels, and rebuilds it if these turn out to be bytes. */
export function fromPixels<T extends { readonly chain: Chain }>(
  { normalize, ink }: ImportOptions,
  follow: (pixels: Chain) => T,
  notes: string[],
): T {
  const start = (most: 1 | 255): Chain => {
    const bytes = most === 255 ? Chain.pixels().affine(numbers(255, 0)) : Chain.pixels();
    if (normalize === undefined) return bytes;
    const { mean, deviation } = normalize;
    return bytes.affine(numbers(1 / deviation, -mean / deviation));
  };
  const first = follow(start(ink ?? 1));
  if (ink !== undefined || normalize !== undefined || first.chain.bytes !== true) return first;
  notes.push(
    'The network scales its pixels as bytes: it takes them from 0 to 255 (`ink: 1` if they are from 0 to 1)',
  );
  return follow(start(255));
}

function numbers(scale: number, shift: number): { scale: Float64Array; shift: Float64Array } {
  return { scale: Float64Array.of(scale), shift: Float64Array.of(shift) };
}
