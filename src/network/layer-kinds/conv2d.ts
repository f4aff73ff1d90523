/** `conv 8 5x5 stride 2 padding 1`. */

import * as v from 'valibot';
import { Conv2d } from '../../layers/conv2d.ts';
import type { Shape } from '../../layers/shape.ts';
import type { Conv2dSpec } from '../architecture.ts';
import { outputOf, ShapeMismatchError, type UnresolvedLayer } from '../layer-output.ts';
import { LARGEST, LARGEST_WINDOW, type LayerReader, type Word } from '../layer-reader.ts';
import {
  checkWindow,
  imageShapeOf,
  type LayerKind,
  numbers,
  option,
  shape,
  width,
  window,
  windowsIn,
} from './layer-kind.ts';

export const conv2d: LayerKind<Conv2dSpec> = {
  word: 'conv',
  parse,
  format: ({ filters, kernel, stride, padding }) =>
    `conv ${filters} ${kernel.join('x')}${option('stride', stride, 1)}${option('padding', padding, 0)}`,
  schema: v.object({
    kind: v.literal('conv2d'),
    input: shape,
    filters: width,
    kernel: v.strictTuple([window, window]),
    stride: window,
    padding: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1000)),
    ...numbers,
  }),
  resolve(layer, before, index) {
    const input = imageShapeOf('conv', layer, before, index);
    const { filters, kernel, stride, padding } = layer;
    checkWindow(index, 'kernel', kernel, padding, input);
    if (padding >= Math.min(...kernel)) {
      throw new ShapeMismatchError(
        index,
        'padding',
        `padding must be smaller than the kernel, got ${padding}`,
      );
    }
    return { kind: 'conv2d', input, filters, kernel, stride, padding };
  },
  output: (spec) => outputOf(convolved(spec)),
  weights: ({ kernel, input, filters }) => ({
    rows: filters,
    cols: kernel[0] * kernel[1] * input.channels,
    biases: filters,
  }),
  multiplyAdds: (spec) =>
    outputOf(convolved(spec)).width * spec.kernel[0] * spec.kernel[1] * spec.input.channels,
  build: (kernels, spec, { index }) => new Conv2d(kernels, spec, index > 0),
};

function convolved({ input, kernel, stride, padding, filters }: Conv2dSpec): Shape {
  return {
    height: windowsIn(input.height + 2 * padding, kernel[0], stride),
    width: windowsIn(input.width + 2 * padding, kernel[1], stride),
    channels: filters,
  };
}

function parse(reader: LayerReader): UnresolvedLayer<Conv2dSpec> {
  const filters = reader.whole('the number of filters', 1, LARGEST);
  const kernel = reader.window('the size of the kernel (such as 5x5)', false);
  let [stride, padding] = [1, 0];
  const same = (word: Word): void => {
    if (kernel[0] !== kernel[1] || kernel[0] % 2 === 0) {
      reader.fail(`same needs a square kernel of odd size, not ${kernel.join('x')}`, word);
    }
    padding = (kernel[0] - 1) / 2;
  };
  reader.settings({
    stride: () => {
      stride = reader.stride();
    },
    padding: () => {
      padding = reader.whole('the padding', 0, LARGEST_WINDOW);
    },
    same,
  });
  return { kind: 'conv2d', filters, kernel, stride, padding };
}
