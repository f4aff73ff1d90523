/**
 * Typed arrays with the same bytes are equal: `toEqual` alone makes a list of their indices as keys, and takes seconds for a
 * model file. Where bytes differ, it compares and reports as ever.
 */

import { expect } from 'vitest';

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

function haveSameBytes(a: unknown, b: unknown): true | undefined {
  if (!ArrayBuffer.isView(a) || !ArrayBuffer.isView(b)) return undefined;
  if (a.constructor !== b.constructor || a.byteLength !== b.byteLength) return undefined;
  return bytesOf(a).equals(bytesOf(b)) || undefined;
}

// a process runs this before each of its test files, and keeps what was added
const added = Symbol.for('nn equality');
const worker = globalThis as { [added]?: true };
if (worker[added] === undefined) expect.addEqualityTesters([haveSameBytes]);
worker[added] = true;
