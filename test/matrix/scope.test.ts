/** Memory that comes back: pieces never overlap, hold zeros, and are all there again when their scopes are released. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Kernels, Scope } from '../../src/matrix/kernels.ts';
import { Allocation } from '../../src/matrix/wasm/allocation.ts';
import { Allocator } from '../../src/matrix/wasm/allocator.ts';
import { Random } from '../../src/random.ts';
import { addressAhead } from '../support/address-ahead.ts';
import { nothing } from '../support/augmentation.ts';
import { backends } from '../support/backends.ts';

describe('an arena', () => {
  test('hands out pieces of zeros that overlap no other, whatever came back before', () => {
    const random = Random.stream(1, 'arena');
    const allocator = new Allocator(true);
    const first = new Allocation(allocator).reserve(0);
    const allocations = new Map<Allocation, { readonly mark: number; readonly pieces: Uint8Array[] }>();
    for (let turn = 0; turn < 3000; turn++) {
      if (allocations.size === 0 || (allocations.size < 6 && random.below(8) === 0)) {
        allocations.set(new Allocation(allocator), { mark: 1 + (turn % 255), pieces: [] });
      }
      const [allocation, { mark, pieces }] = [...allocations][random.below(allocations.size)];
      for (const piece of pieces) expect(piece.every((byte) => byte === mark)).toBe(true);
      if (random.below(8) === 0) {
        allocation.release();
        allocations.delete(allocation);
        continue;
      }
      const length = 1 + random.below(random.below(4) === 0 ? 5000 : 200);
      const used = random.below(length + 1);
      const filled = random.below(4) === 0;
      const piece = filled
        ? new Uint8Array(
            allocator.memory.buffer,
            allocation.fill(length, () => used),
            used,
          )
        : allocation.bytes(length);
      if (!filled) expect(piece.every((byte) => byte === 0)).toBe(true);
      pieces.push(piece.fill(mark));
    }
    for (const allocation of allocations.keys()) allocation.release();
    expect(new Allocation(allocator).reserve(1)).toBe(first);
    expect(allocator.memory.buffer.byteLength).toBeLessThan(4 << 20);
  });
});

describe.each(backends)('scopes of $name', ({ create }) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await create();
  });
  afterAll(() => kernels.close());

  /** 64 x 700 times -1, by work that is still to be done. */
  function begin(scope: Scope): Float32Array {
    const [out, z] = [scope.matrix(64, 700), scope.matrix(64, 700)];
    z.data.fill(-2);
    scope.activate('leakyRelu', out, z, 0.5);
    return out.data as Float32Array;
  }

  test('work side by side, and one that ends leaves the others their numbers', () => {
    const [a, b] = [kernels.scope(), kernels.scope()];
    const inA = [begin(a)];
    const inB = begin(b);
    inA.push(begin(a)); // behind those of b
    b.finish();
    a.release();
    const c = kernels.scope();
    expect(c.matrix(200, 700).data.every((x) => x === 0)).toBe(true);
    begin(c);
    c.release();
    expect(inB.every((x) => x === -1)).toBe(true);
    b.release();
  });

  test('finish what is still to be done before its memory is another one’s', () => {
    const scope = kernels.scope();
    begin(scope);
    scope.release();
    const fresh = kernels.scope();
    const zeros = fresh.matrix(400, 700);
    kernels.finish();
    expect(zeros.data.every((x) => x === 0)).toBe(true);
    fresh.release();
  });

  test('give back all that was made in them, and in scopes of theirs', () => {
    const pixels = new Uint8Array(3 * 784).fill(7);
    const before = addressAhead(kernels);
    for (let k = 0; k < 3; k++) {
      const scope = kernels.scope();
      const inner = scope.scope();
      const x = scope.sparseRows(3, 784);
      inner.augment(x, inner.adopt(pixels, 784), Int32Array.of(0, 1, 2), 0, 5, nothing);
      inner.panels(30, 40);
      inner.release();
      inner.release();
      scope.sparseActivations(3, 20);
      scope.release();
    }
    expect(addressAhead(kernels)).toBe(before);
  });
});

test.each(backends.slice(1))('$name: a scope that was released is of no use any more', async ({ create }) => {
  const kernels = await create();
  const scope = kernels.scope();
  const matrix = scope.matrix(2, 2);
  await scope.close();
  const given = new TypeError('the memory of these kernels has been freed');
  expect(() => scope.activate('relu', matrix, matrix)).toThrow(given);
  expect(() => scope.matrix(1, 1)).toThrow(given);
  expect(() => scope.finish()).toThrow(given);
  kernels.activate('relu', kernels.matrix(2, 2), kernels.matrix(2, 2));
  kernels.finish();
  await kernels.close();
});

test.each(backends.slice(1, 2))('$name: images beyond 2 GB are read like any others', async ({ create }) => {
  const kernels = await create();
  kernels.bytes(2 ** 31);
  const pixels = Uint8Array.from({ length: 784 }, (_, k) => k % 256);
  const sums = async (those: Kernels): Promise<number> => {
    const [x, out, w] = [those.sparseRows(1, 784), those.matrix(1, 8), those.panels(784, 8)];
    w.copyIn(new Float32Array(784 * 8).fill(1));
    those.gather(x, those.adopt(pixels, 784), Int32Array.of(0), 0);
    those.sparseAffine(out, x, w, those.matrix(1, 8));
    those.finish();
    return out.data[7];
  };
  const reference = await backends[0].create();
  expect(await sums(kernels)).toBe(await sums(reference));
  await kernels.close();
});
