/** Models with every layer, activation and loss, whose answers vary as if they were trained. */

import type { LossKind } from '../../../src/network/architecture.ts';
import type { Model } from '../../../src/network/model.ts';
import { weightShapeOf } from '../../../src/network/model-size.ts';
import { parseNetwork } from '../../../src/network/parse-network.ts';
import { Random } from '../../../src/random.ts';

interface Net {
  readonly network: string;
  readonly loss?: LossKind;
  readonly binarize?: boolean;
  readonly temperature?: number;
  readonly classNames?: readonly string[];
}

const names = [
  'T-shirt',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Boot */',
];

export const nets: readonly Net[] = [
  { network: 'dense 10' },
  { network: 'dense 32, relu, dense 10', temperature: 1.7 },
  { network: 'dense 24, leaky-relu 0.2, dropout 0.25, dense 16, leaky-relu, dense 10', classNames: names },
  { network: 'dense 20, gelu, dense 10', binarize: true },
  { network: 'dense 20, sigmoid, dense 10', loss: 'mse', temperature: 0.4 },
  { network: 'dense 20, tanh, dense 10', loss: 'bce' },
  { network: 'conv 4 5x5 padding 2, relu, maxpool 2, conv 6 3x3, relu, maxpool 2, dense 20, relu, dense 10' },
  {
    network: 'conv 3 3x5 stride 2, tanh, avgpool 2, conv 5 2x2 padding 1, gelu, avgpool 3 stride 1, dense 10',
  },
  {
    network: 'conv 4 3x3, conv 4 1x1, leaky-relu 0.1, maxpool 3 stride 2, dropout 0.5, dense 10',
    loss: 'bce',
  },
  {
    network:
      'conv 3 3x3 padding 1, relu, maxpool 3, conv 2 2x3 stride 2, gelu, avgpool 2 stride 1, dense 5, tanh, dense 8, ' +
      'leaky-relu 0.2, dense 8, sigmoid, dense 10',
    loss: 'mse',
    binarize: true,
  },
];

/** The weights are scaled such that activations neither vanish nor saturate. */
export function modelOf({ network, loss = 'cross-entropy', binarize = false, ...more }: Net): Model {
  const read = parseNetwork(network, loss);
  if (read.form !== 'layers') throw new Error(`${network} is in sizes`);
  const { architecture } = read;
  const random = Random.stream(5, network);
  const parameters = architecture.flatMap((layer) => {
    const shape = weightShapeOf(layer);
    if (shape === null) return [];
    const fanIn = layer.kind === 'dense' ? shape.rows : shape.cols;
    const uniform = (length: number, most: number): Float32Array =>
      Float32Array.from({ length }, () => most * (2 * random.uniform() - 1));
    return [uniform(shape.rows * shape.cols, Math.sqrt(12 / fanIn)), uniform(shape.biases, 0.3)];
  });
  return { architecture, loss, binarize, parameters, temperature: 1, ...more };
}
