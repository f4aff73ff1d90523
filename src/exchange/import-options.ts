/** What whoever imports a net knows about it, and the file may not say. */

import type { Model } from '../network/model.ts';
import { Chain } from './chain.ts';

/** Whoever needs such answers hears of what was changed. */
export const EXACT_GELU =
  'the net has the exact GELU; nn has its tanh approximation, whose numbers are at most 0.0005 away';

export interface ImportOptions {
  /** What was done to pixels from 0 to 1 before they entered the net: (x - mean) / deviation. */
  readonly normalize?: { readonly mean: number; readonly deviation: number };
  /** What ink is, 1 or 255; found out if not given. */
  readonly ink?: 1 | 255;
  /** The net in words, for files that hold weights alone. */
  readonly network?: string;
}

export interface Imported {
  readonly model: Model;
  /** What is not as in the file, in sentences. */
  readonly notes: readonly string[];
}

/** Follows a net from its pixels, anew where it turns out that those are bytes. */
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
    'The net scales its pixels as bytes: it takes them from 0 to 255 (`ink: 1` if they are from 0 to 1)',
  );
  return follow(start(255));
}

function numbers(scale: number, shift: number): { scale: Float64Array; shift: Float64Array } {
  return { scale: Float64Array.of(scale), shift: Float64Array.of(shift) };
}
