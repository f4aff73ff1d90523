/** `maxpool 2` and `avgpool 3 stride 2`. */

import * as v from 'valibot';
import { AveragePool2d, MaxPool2d } from '../../layers/pool2d.ts';
import type { PoolSpec } from '../architecture.ts';
import { outputOf } from '../layer-output.ts';
import {
  cannotComeFirst,
  checkWindow,
  imageShapeOf,
  isPooled,
  type LayerKind,
  option,
  shape,
  window,
  windowsIn,
} from './layer-kind.ts';

const pooling = (kind: PoolSpec['kind']): Omit<LayerKind<PoolSpec>, 'build'> => {
  const word = kind.replace('2d', '');
  return {
    word,
    parse(reader) {
      const [size] = reader.window('the size of the square (such as 2)', true);
      let stride = size;
      reader.settings({
        stride: () => {
          stride = reader.stride();
        },
      });
      return { kind, size, stride };
    },
    format: ({ size, stride }) => `${word} ${size}${option('stride', stride, size)}`,
    schema: v.object({ kind: v.literal(kind), input: shape, size: window, stride: window }),
    resolve(layer, before, index) {
      if (index === 0) throw cannotComeFirst(word);
      const input = imageShapeOf(word, layer, before, index);
      checkWindow(index, 'size', [layer.size, layer.size], 0, input);
      return { kind, input, size: layer.size, stride: layer.stride };
    },
    output: ({ input, size, stride }) =>
      outputOf({
        height: windowsIn(input.height, size, stride),
        width: windowsIn(input.width, size, stride),
        channels: input.channels,
      }),
  };
};

export const maxpool2d: LayerKind<PoolSpec> = {
  ...pooling('maxpool2d'),
  build: (kernels, spec, { architecture, index }) =>
    new MaxPool2d(kernels, spec, isPooled(architecture, index - 1)),
};

export const avgpool2d: LayerKind<PoolSpec> = {
  ...pooling('avgpool2d'),
  build: (kernels, spec) => new AveragePool2d(kernels, spec),
};
