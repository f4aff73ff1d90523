/**
 * Typed arrays of one kind are compared by their bytes: `toEqual` alone makes a list of their indices as keys, and takes
 * seconds for a model file. Floats with other bytes may still be equal, as NaN may: those it compares as ever.
 */

import { expect } from 'vitest';
import { bytesOf } from './typed-arrays.ts';

function haveSameBytes(a: unknown, b: unknown): boolean | undefined {
  if (!ArrayBuffer.isView(a) || !ArrayBuffer.isView(b) || a.constructor !== b.constructor) return undefined;
  if (bytesOf(a).equals(bytesOf(b))) return true;
  return a instanceof Float32Array || a instanceof Float64Array ? undefined : false;
}

// a process runs this before each of its test files, and keeps what was added
const added = Symbol.for('nn equality');
const worker = globalThis as { [added]?: true };
if (worker[added] === undefined) expect.addEqualityTesters([haveSameBytes]);
worker[added] = true;
