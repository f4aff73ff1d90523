/** A small model as training would make it: 784-2-10, with weights of every kind. */

import type { Model } from '../../src/network/model.ts';
import { Random } from '../../src/random.ts';

export function smallModel(seed = 1): Model {
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
