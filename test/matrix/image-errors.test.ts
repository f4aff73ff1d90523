/** Every backend refuses pictures, windows and filters that do not fit, and says which. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Kernels } from '../../src/matrix/kernels.ts';
import type { Windows } from '../../src/matrix/windows.ts';
import { backends } from '../support/backends.ts';

/** Pictures of 6x5x2 = 60 numbers; windows of 3x2, of which 2x2 fit; 3 filters of 12 numbers. */
const windows: Windows = { height: 6, width: 5, channels: 2, windowHeight: 3, windowWidth: 2, stride: 2 };
const N = 3;

describe.each(backends)('$name', ({ create }) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await create();
  });
  afterAll(() => kernels.close());

  type Shape = readonly [rows: number, cols: number, panel?: 'panel' | 'panels' | undefined];
  const make = ([rows, cols, panel]: Shape) => {
    if (panel === undefined) return kernels.matrix(rows, cols);
    return kernels.panels(rows, cols, panel === 'panel' ? cols : 8);
  };

  type AnyKernel = (...operands: readonly unknown[]) => void;
  const operands: Record<string, readonly [shapes: readonly Shape[], rest: readonly unknown[]]> = {
    conv2d: [
      [
        [N, 12],
        [N, 60],
        [12, 3, 'panels'],
        [1, 3],
      ],
      [windows],
    ],
    conv2dInputGradient: [
      [
        [N, 60],
        [N, 12],
        [3, 12, 'panel'],
      ],
      [windows],
    ],
    conv2dPartialGradients: [
      [
        [1, 39],
        [N, 60],
        [N, 12],
      ],
      [windows],
    ],
    conv2dGradients: [
      [
        [3, 12, 'panel'],
        [1, 3],
        [2, 39],
      ],
      [],
    ],
    maxPool2d: [
      [
        [N, 8],
        [N, 60],
      ],
      [windows],
    ],
    maxPool2dBackward: [
      [
        [N, 60],
        [N, 8],
      ],
      [windows],
    ],
    averagePool2d: [
      [
        [N, 8],
        [N, 60],
      ],
      [windows],
    ],
    averagePool2dBackward: [
      [
        [N, 60],
        [N, 8],
      ],
      [windows],
    ],
    pad: [
      [
        [N, 8 * 7 * 2],
        [N, 60],
      ],
      [windows, 1],
    ],
    crop: [
      [
        [N, 60],
        [N, 8 * 7 * 2],
      ],
      [windows, 1],
    ],
  };

  const call = (name: string, shapes: readonly Shape[], rest: readonly unknown[]): void => {
    const given: unknown[] = shapes.map(make);
    if (name === 'maxPool2d') given.splice(1, 0, kernels.integers(N * 8));
    if (name === 'maxPool2dBackward') given.push(kernels.integers(N * 8));
    (kernels[name as keyof Kernels] as AnyKernel).apply(kernels, [...given, ...rest]);
    kernels.finish();
  };

  const windowless = new Set(['conv2dGradients', 'pad', 'crop']);
  const names = Object.keys(operands);

  test.each(names)('%s checks the shape of each operand', (name) => {
    const [shapes, rest] = operands[name];
    call(name, shapes, rest);
    shapes.forEach(([rows, cols, panel], k) => {
      for (const side of [0, 1]) {
        if (name === 'conv2dGradients' && k === 2 && side === 0) continue; // any number of groups
        const wrong = shapes.with(k, side === 0 ? [rows + 1, cols, panel] : [rows, cols + 1, panel]);
        const attempt = (): void => call(name, wrong, rest);
        expect(attempt, `operand ${k + 1}, side ${side}`).toThrow(RangeError);
        expect(attempt).toThrow(new RegExp(`^${name}: operand \\d must be \\d+x\\d+, got \\d+x\\d+$`));
      }
    });
  });

  test.each(names.filter((name) => !windowless.has(name)))('%s checks the windows', (name) => {
    const [shapes] = operands[name];
    for (const key of Object.keys(windows)) {
      for (const value of [0, -1, 1.5, Number.NaN]) {
        expect(() => call(name, shapes, [{ ...windows, [key]: value }])).toThrow(
          `${name}: sizes of images and windows must be whole numbers above 0`,
        );
      }
    }
    expect(() => call(name, shapes, [{ ...windows, windowHeight: 7 }])).toThrow(
      `${name}: windows of 7x2 do not fit in images of 6x5`,
    );
  });

  test('margins', () => {
    const [shapes] = operands.pad;
    for (const margin of [-1, 0.5]) {
      const message = `pad: the margin must be a whole number from 0, got ${margin}`;
      expect(() => call('pad', shapes, [windows, margin])).toThrow(message);
    }
  });

  test('weights and filters that are laid out otherwise', () => {
    const wrong = (name: string, operand: number, shape: Shape) => {
      const [shapes, rest] = operands[name];
      return (): void => call(name, shapes.with(operand, shape), rest);
    };
    const filters = 'filters must be in a single panel of 12 columns';
    expect(wrong('conv2dInputGradient', 2, [3, 12, 'panels'])).toThrow(`conv2dInputGradient: ${filters}`);
    expect(wrong('conv2dGradients', 0, [3, 12, 'panels'])).toThrow(`conv2dGradients: ${filters}`);
    expect(wrong('conv2d', 2, [12, 3, 'panel'])).toThrow('conv2d: w must be in panels of 8 or 32 columns');
  });

  test('too few indices', () => {
    const [out, x] = [kernels.matrix(N, 8), kernels.matrix(N, 60)];
    const indices = kernels.integers(N * 8 - 1);
    const message = '24 indices are needed, got 23';
    expect(() => kernels.maxPool2d(out, indices, x, windows)).toThrow(`maxPool2d: ${message}`);
    expect(() => kernels.maxPool2dBackward(x, out, indices, windows)).toThrow(
      `maxPool2dBackward: ${message}`,
    );
  });
});
