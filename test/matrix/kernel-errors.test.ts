/** Every backend refuses operands that do not fit, and says which, what it got, and what it expected. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { activationNames, backwardOf } from '../../src/matrix/activations.ts';
import type { Kernels } from '../../src/matrix/kernels.ts';
import { Matrix, Panels, SparseRows, type Weights } from '../../src/matrix/matrix.ts';
import { ReferenceKernels } from '../../src/matrix/reference/reference-kernels.ts';
import { updateNames } from '../../src/matrix/updates.ts';
import { createKernels } from '../../src/node/kernels.ts';
import { backends } from '../support/backends.ts';

const size = { N: 3, I: 5, O: 7, C: 4, 1: 1 } as const;
type Letter = keyof typeof size;

/**
 * The kernels' operands as in `kernels.ts`, rows and columns; a star marks a batch of images, a plus one of
 * activations without zeros, a hash panels.
 */
const operands: Record<string, readonly string[]> = {
  sparseAffine: ['NO', 'NI*', 'IO#', '1O'],
  compressRows: ['NC+', 'NC'],
  sparseMatmul: ['NO', 'NI+', 'IO#'],
  affine: ['NO', 'NI', 'IO#', '1O'],
  matmul: ['NO', 'NI', 'IO#'],
  relu: ['NC', 'NC'],
  reluBackward: ['NC', 'NC', 'NC'],
  sigmoid: ['NC', 'NC'],
  sigmoidBackward: ['NC', 'NC', 'NC'],
  tanh: ['NC', 'NC'],
  tanhBackward: ['NC', 'NC', 'NC'],
  leakyRelu: ['NC', 'NC'],
  leakyReluBackward: ['NC', 'NC', 'NC'],
  gelu: ['NC', 'NC'],
  geluBackward: ['NC', 'NC', 'NC'],
  softmax: ['NC', 'NC'],
  dropout: ['NC', 'NC'],
  softmaxCrossEntropy: ['NC', 'N1', 'NC'],
  sigmoidSquaredError: ['NC', 'N1', 'NC'],
  sigmoidCrossEntropy: ['NC', 'N1', 'NC'],
  sparseWeightGradient: ['IO#', 'NI*', 'NO'],
  weightGradient: ['IO#', 'NI', 'NO'],
  columnSums: ['1O', 'NO'],
  transpose: ['CI#', 'IC#'],
  sgd: ['IO', 'IO'],
  momentum: ['IO', 'IO', 'IO'],
  adam: ['IO', 'IO', 'IO', 'IO'],
  nesterov: ['IO', 'IO', 'IO'],
  rmsprop: ['IO', 'IO', 'IO'],
  lerp: ['IO', 'IO'],
  addL1Gradient: ['IO', 'IO'],
  columnSquares: ['1O', 'IO#'],
};

const rest: Record<string, readonly unknown[]> = {
  softmax: [1],
  leakyRelu: [0.1],
  leakyReluBackward: [0.1],
  dropout: [1, 0.5],
  sgd: [{ lr: 0.1, decay: 0 }],
  momentum: [{ lr: 0.1, momentum: 0.9, decay: 0 }],
  nesterov: [{ lr: 0.1, momentum: 0.9, decay: 0 }],
  rmsprop: [{ lr: 0.1, rho: 0.99, epsilon: 1e-8, decay: 0 }],
  lerp: [0.5],
  addL1Gradient: [0.5],
  adam: [{ stepSize: 0.1, rootScale: 1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0 }],
};

type AnyKernel = (...operands: readonly unknown[]) => void;

/** Calls a kernel with one operand's rows or columns off by one, if `wrong` is given. */
function call(kernels: Kernels, name: string, wrong?: { operand: number; side: 0 | 1 }): void {
  const given = operands[name].map((pattern, k) => {
    const [rows, cols] = ([0, 1] as const).map(
      (side) => size[pattern[side] as Letter] + (wrong?.operand === k && wrong.side === side ? 1 : 0),
    );
    if (pattern.endsWith('*')) return kernels.sparseRows(rows, cols);
    if (pattern.endsWith('+')) return kernels.sparseActivations(rows, cols);
    return pattern.endsWith('#') ? kernels.panels(rows, cols) : kernels.matrix(rows, cols);
  });
  const labels = operands[name][1] === 'N1' ? [kernels.bytes(8)] : [];
  const activation = activationNames.find((each) => name === each || name === backwardOf[each]);
  const update = updateNames.find((each) => name === each);
  const numbers = rest[name] ?? [];
  if (update !== undefined) kernels.update(update, given as Weights[], numbers[0] as never);
  else if (activation !== undefined) {
    const method = name === activation ? kernels.activate : kernels.activateBackward;
    (method as AnyKernel).apply(kernels, [activation, ...given, ...numbers]);
  } else (kernels[name as keyof Kernels] as AnyKernel).apply(kernels, [...given, ...labels, ...numbers]);
  kernels.finish();
}

describe.each(backends)('$name', ({ create }) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await create();
  });
  afterAll(() => kernels.close());

  test.each(Object.keys(operands))('%s checks the shape of each operand', (name) => {
    call(kernels, name);
    const letters = operands[name].join('');
    operands[name].forEach((pattern, operand) => {
      for (const side of [0, 1] as const) {
        const letter = pattern[side];
        const free = letter !== '1' && letters.split(letter).length === 2;
        if (free) continue; // any size is right
        const message = new RegExp(`^${name}: operand \\d must be \\d+x\\d+, got \\d+x\\d+$`);
        const attempt = (): void => call(kernels, name, { operand, side });
        expect(attempt, `operand ${operand + 1}, side ${side}`).toThrow(RangeError);
        expect(attempt).toThrow(message);
      }
    });
  });

  test('the message names the operand, what it got and what it expected', () => {
    expect(() => call(kernels, 'matmul', { operand: 2, side: 0 })).toThrow(
      'matmul: operand 3 must be 5x7, got 6x7',
    );
  });

  test('a smaller batch counts with the rows it uses', () => {
    const [x, out] = [kernels.matrix(8, 5), kernels.matrix(8, 5)];
    x.rows = 3;
    expect(() => kernels.activate('relu', out, x)).toThrow('relu: operand 2 must be 8x5, got 3x5');
  });

  test('operands of an update that are not laid out alike', () => {
    const [narrow, wide, plain] = [kernels.panels(5, 7, 8), kernels.panels(5, 7, 32), kernels.matrix(5, 7)];
    expect(() => kernels.update('sgd', [narrow, wide], { lr: 0.1, decay: 0 })).toThrow(
      'sgd: operands must have the same layout',
    );
    expect(() =>
      kernels.update('momentum', [wide, wide, plain], { lr: 0.1, momentum: 0.9, decay: 0 }),
    ).toThrow(TypeError);
    expect(() => call(kernels, 'adam')).not.toThrow();
  });

  test('images and batches that other kernels made', ({ skip }) => {
    const other = kernels.backend === 'reference' ? null : new ReferenceKernels();
    if (other === null) return skip('the other kernels are these');
    const [mine, theirs] = [kernels, other].map((k) => ({
      x: k.sparseRows(1, 4),
      images: k.adopt(Uint8Array.of(1, 0, 2, 0), 4),
    }));
    const order = Int32Array.of(0);
    const wrongImages = 'these images belong to other kernels';
    const wrongBatch = 'this batch belongs to other kernels';
    expect(() => kernels.gather(mine.x, theirs.images, order, 0)).toThrow(wrongImages);
    expect(() => other.gather(theirs.x, mine.images, order, 0)).toThrow(wrongImages);
    expect(() => kernels.gather(theirs.x, mine.images, order, 0)).toThrow(wrongBatch);
    expect(() => other.gather(mine.x, theirs.images, order, 0)).toThrow(wrongBatch);
    const [out, w, b] = [kernels.matrix(1, 3), kernels.panels(4, 3), kernels.matrix(1, 3)];
    expect(() => kernels.sparseAffine(out, theirs.x, w, b)).toThrow(wrongBatch);
    expect(() => kernels.sparseWeightGradient(w, theirs.x, out)).toThrow(wrongBatch);
  });

  test('labels that are missing or name no class', () => {
    const [dZ, losses, z] = [kernels.matrix(3, 4), kernels.matrix(3, 1), kernels.matrix(3, 4)];
    const attempt = (labels: readonly number[]) => () => {
      const bytes = kernels.bytes(labels.length);
      bytes.set(labels);
      kernels.softmaxCrossEntropy(dZ, losses, z, bytes);
    };
    expect(attempt([0, 1])).toThrow('labels: 3 are needed, got 2');
    expect(attempt([0, 5, 1])).toThrow('labels: 5 names none of 4 classes');
    expect(attempt([3, 4, 3, 200])).not.toThrow();
  });

  test('a batch that leaves its images or their order', () => {
    const x = kernels.sparseRows(2, 4);
    const images = kernels.adopt(new Uint8Array(12).fill(1), 4);
    const order = kernels.integers(3);
    const attempt = (start: number, ...indices: readonly number[]) => {
      order.set(indices);
      return () => kernels.gather(x, images, order, start);
    };
    expect(attempt(1, 0, 1, 2)).not.toThrow();
    expect(attempt(2, 0, 1, 2)).toThrow('gather: images 2 to 4 of an order of 3');
    expect(attempt(-1, 0, 1, 2)).toThrow('gather: images -1 to 1 of an order of 3');
    expect(attempt(0, 0, 3, 2)).toThrow('gather: there is no image 3 among 3 of 4 pixels');
    expect(attempt(0, -1, 0, 2)).toThrow('gather: there is no image -1 among 3 of 4 pixels');
    const narrow = kernels.sparseRows(2, 3);
    expect(() => kernels.gather(narrow, images, order, 0)).toThrow(
      'gather: images must have 3 pixels, got 4',
    );
  });

  test('images that are not a whole number of images', () => {
    expect(() => kernels.adopt(new Uint8Array(10), 4)).toThrow(RangeError);
    expect(() => kernels.adopt(new Uint8Array(10), 4)).toThrow(
      '10 bytes are not a whole number of images of 4 pixels',
    );
  });
});

describe('Matrix', () => {
  test('needs as many numbers as its shape says', () => {
    expect(() => new Matrix(2, 3, new Float32Array(5))).toThrow('a 2x3 matrix needs 6 numbers, got 5');
  });

  test('panels round their columns up to whole panels', () => {
    expect(new Panels(3, 17, 8, new Float32Array(72)).cols).toBe(17);
    expect(() => new Panels(3, 17, 8, new Float32Array(51))).toThrow(
      '3x17 panels of 8 columns need 72 numbers, got 51',
    );
  });

  test('panels take and give numbers row-major, by the picture in matrix.ts', () => {
    const panels = new ReferenceKernels().panels(2, 9, 8);
    panels.copyIn(Array.from({ length: 18 }, (_, k) => k + 1));
    const [first, second] = [
      [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17],
      [9, 0, 0, 0, 0, 0, 0, 0, 18, 0, 0, 0, 0, 0, 0, 0],
    ];
    expect([...panels.data]).toEqual([...first, ...second]);
    expect([...panels.copyOut()]).toEqual(Array.from({ length: 18 }, (_, k) => k + 1));
    expect(() => panels.copyIn([1, 2])).toThrow('a 2x9 matrix needs 18 numbers, got 2');
  });

  test('a matrix takes and gives the rows it uses', () => {
    const matrix = new ReferenceKernels().matrix(2, 2);
    matrix.data.fill(7);
    matrix.rows = 1;
    matrix.copyIn([1, 2]);
    expect([...matrix.copyOut()]).toEqual([1, 2]);
    expect([...matrix.data]).toEqual([1, 2, 7, 7]);
    expect(() => matrix.copyIn([1, 2, 3])).toThrow('a 1x2 matrix needs 2 numbers, got 3');
  });

  test('uses at most the rows it has room for', () => {
    const matrix = new ReferenceKernels().matrix(4, 3);
    for (const rows of [0, 1, 4]) {
      matrix.rows = rows;
      expect(matrix.rows).toBe(rows);
    }
    for (const rows of [5, -1, 1.5, NaN]) {
      expect(() => {
        matrix.rows = rows;
      }).toThrow(`rows must be an integer from 0 to 4, got ${rows}`);
    }
    expect(matrix.rows).toBe(4);
  });

  test('a batch of images keeps to its room too', () => {
    const x = new ReferenceKernels().sparseRows(4, 3);
    expect(x).toBeInstanceOf(SparseRows);
    expect(() => {
      x.rows = 5;
    }).toThrow('rows must be an integer from 0 to 4, got 5');
  });
});

test('SIMD kernels refuse operands that lie in memory of their own', async () => {
  const simd = await createKernels({ backend: 'simd', threads: 1 });
  const plain = await createKernels({ backend: 'reference' });
  const message = 'this operand belongs to other kernels';
  const ours = simd.matrix(2, 10);
  expect(() => simd.activate('relu', ours, plain.matrix(2, 10))).toThrow(new TypeError(message));
  const labels = new Uint8Array(2);
  expect(() => simd.softmaxCrossEntropy(ours, simd.matrix(2, 1), ours, labels)).toThrow(
    new TypeError(message),
  );
});
