/** Mutations of files of other programs, and the properties that reading them must have. */

import fc from 'fast-check';
import { expect } from 'vitest';
import { NnError } from '../../../src/errors.ts';
import type { Imported } from '../../../src/exchange/import-options.ts';
import { countParameters } from '../../../src/network/model-size.ts';

/** Number of mutations of each kind of file; `npm run study:mutations` sets NN_MUTATIONS for more. */
export const runs: number = Number(process.env.NN_MUTATIONS ?? 300);
export const seed: number = Number(process.env.NN_MUTATION_SEED ?? 20240);

/**
 * Bytes set anywhere or near the ends, where structure is; then perhaps truncated, or with a part repeated or removed.
 */
const place = fc.oneof(
  fc.nat(),
  fc.nat(400),
  fc.nat(2500).map((k) => -1 - k),
);
const value = fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff));

export interface Mutation {
  readonly bytes: readonly (readonly [place: number, value: number])[];
  readonly at: number;
  readonly length: number;
  readonly splice: 'none' | 'cut' | 'repeat' | 'omit';
}

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  bytes: fc.array(fc.tuple(place, value), { maxLength: 8 }),
  at: place,
  length: fc.nat(64),
  splice: fc.constantFrom('none', 'none', 'none', 'cut', 'repeat', 'omit'),
});

export function mutate(bytes: Uint8Array, { bytes: changes, at, length, splice }: Mutation): Uint8Array {
  const out = Uint8Array.from(bytes);
  const within = (k: number): number => ((k % out.length) + out.length) % out.length;
  for (const [where, byte] of changes) out[within(where)] = byte;
  const from = within(at);
  if (splice === 'cut') return out.subarray(0, from);
  if (splice === 'repeat') return Buffer.concat([out.subarray(0, from + length), out.subarray(from)]);
  if (splice === 'omit') return Buffer.concat([out.subarray(0, from), out.subarray(from + length)]);
  return out;
}

export function mustBeUsable({ model }: Imported): void {
  const numbers = model.parameters.reduce((sum, { length }) => sum + length, 0);
  expect(numbers).toBe(countParameters(model.architecture));
  expect(model.parameters.every((list) => list.every(Number.isFinite))).toBe(true);
}

/** @throws if the error is not one of nn's, or not one line of bounded length */
export function mustBeOurs(error: unknown): void {
  if (!(error instanceof NnError)) throw error;
  expect(error.message).toMatch(/^it: [^\n\r]*$/);
  expect(error.message.length).toBeLessThan(600);
}
