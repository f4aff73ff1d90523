/** Small models like those that training makes. */

import type { TrainedModel } from '../../src/network/model.ts';
import { weightShapeOf } from '../../src/network/model-size.ts';
import { parseNetwork } from '../../src/network/parse-network.ts';
import { Random } from '../../src/random.ts';

/** 784-2-10, with weights of all magnitudes and signs. */
export function smallModel(seed = 1): TrainedModel {
  const random = Random.stream(seed, 'model');
  const weights = (length: number): Float32Array =>
    Float32Array.from({ length }, (_, k) => (k % 3 === 0 ? 0 : 2 * random.uniform() - 1));
  return {
    architecture: [
      { kind: 'dense', inputs: 784, outputs: 2 },
      { kind: 'relu' },
      { kind: 'dropout', rate: 0.25 },
      { kind: 'dense', inputs: 2, outputs: 10 },
    ],
    loss: 'cross-entropy',
    binarize: false,
    parameters: [weights(1568), weights(2), weights(20), weights(10)],
    temperature: 1.25,
    training: {
      nn: '0.1.0',
      data: { name: 'made up', hash: '0123456789abcdef', train: 90, validation: 10 },
      options: { hidden: [2], activation: 'relu', lr: 0.1, seed },
      history: [
        { epoch: 1, loss: 2.3, accuracy: 0.1, validationLoss: 2.25, validationAccuracy: 0.2 },
        { epoch: 2, loss: 2.1, accuracy: 0.3, validationLoss: null, validationAccuracy: null },
      ],
      epoch: 2,
      interrupted: false,
    },
  };
}

/** A small model with every kind of layer. */
export function everyLayerModel(): TrainedModel {
  const network =
    'conv 3 3x3 padding 1, relu, maxpool 3, conv 2 2x3 stride 2, gelu, avgpool 2 stride 1, dense 5, tanh, dropout 0.25, ' +
    'dense 4, leaky-relu 0.2, dense 4, sigmoid, dense 10';
  const read = parseNetwork(network, 'mse');
  if (read.form !== 'layers') throw new Error(`${network} is in sizes`);
  const random = Random.stream(3, 'every layer');
  const parameters = read.architecture.flatMap((layer) => {
    const shape = weightShapeOf(layer);
    if (shape === null) return [];
    const { rows, cols, biases } = shape;
    return [rows * cols, biases].map((length) =>
      Float32Array.from({ length }, () => 6 * random.uniform() - 3),
    );
  });
  const { training, ...rest } = smallModel();
  const { architecture } = read;
  return {
    ...rest,
    architecture,
    parameters,
    loss: 'mse',
    binarize: true,
    training: { ...training, options: { network, loss: 'mse', binarize: true, seed: 3 } },
  };
}
