/** Memory that threads share, and memory that they do not: which of the two a module imports, and whose memory it is. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createMemory, isKernelMemory, limitOf, withPlainMemory } from '../../../src/matrix/wasm/memory.ts';
import { builtFile } from '../../../src/node/package-files.ts';

const wasm = new Uint8Array(readFileSync(builtFile('matrix/wasm/kernels.wasm')));

interface Engine {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => object;
}
const { Module, Instance } = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly;
const link = (bytes: Uint8Array, shared: boolean): object =>
  new Instance(new Module(bytes), { env: { memory: createMemory(shared) } });

describe('kernels.wasm', () => {
  test('takes shared memory, and plain memory once its import says so', () => {
    expect(() => link(wasm, true)).not.toThrow();
    expect(() => link(withPlainMemory(wasm), false)).not.toThrow();
    expect(() => link(wasm, false)).toThrow(/memory/);
    expect(() => link(withPlainMemory(wasm), true)).toThrow(/memory/);
  });

  test('differs in one bit', () => {
    const plain = withPlainMemory(wasm);
    const changed = [...plain.keys()].filter((at) => plain[at] !== wasm[at]);
    expect(changed).toHaveLength(1);
    expect(plain[changed[0]] ^ wasm[changed[0]]).toBe(2);
  });

  test('cut off or changed anywhere near its start is read to its end all the same', () => {
    for (let length = 0; length < 600; length++) {
      expect(withPlainMemory(wasm.subarray(0, length))).toHaveLength(length);
      const changed = wasm.slice(0, 700);
      changed[length] = 0xff;
      expect(withPlainMemory(changed)).toHaveLength(700);
    }
  });
});

describe('memory', () => {
  test('belongs to kernels, whichever it is, and other buffers do not', () => {
    for (const shared of [true, false]) expect(isKernelMemory(createMemory(shared).buffer)).toBe(true);
    expect(isKernelMemory(new ArrayBuffer(8))).toBe(false);
  });

  test('says what it can hold', () => {
    expect(limitOf(createMemory(true))).toBe('4 GB');
    expect(limitOf(createMemory(false))).toMatch(/^(512|256|128|64) MB$/);
  });
});
