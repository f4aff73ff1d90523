/** Named networks. */

import type { LossKind } from './architecture.ts';

export interface Preset {
  /** Sizes, which activation and dropout complete, or a list of layers. */
  readonly network: string;
  /** The loss of the preset, if it implies one. */
  readonly loss?: LossKind;
  readonly about: string;
}

export const presets: Readonly<Record<string, Preset>> = {
  perceptron: {
    network: '784-10',
    loss: 'mse',
    about: 'ten sigmoid neurons that learn by the delta rule (B. Widrow and M. Hoff, 1960)',
  },
  'softmax-regression': { network: '784-10', about: 'multinomial logistic regression: no hidden layer' },
  mlp: { network: '784-256-10', about: 'one hidden layer, the net that nn train makes if told nothing' },
  lenet5: {
    network:
      'conv 6 5x5 padding 2, relu, maxpool 2, conv 16 5x5, relu, maxpool 2, dense 120, relu, dense 84, relu, dense 10',
    about: 'the layers of LeNet-5, with ReLU and max pooling as they are used today',
  },
  'lenet5-1998': {
    network:
      'conv 6 5x5 padding 2, tanh, avgpool 2, conv 16 5x5, tanh, avgpool 2, dense 120, tanh, dense 84, tanh, dense 10',
    about: 'LeNet-5 with tanh and average pooling (Y. LeCun et al., 1998), its outputs softmax',
  },
};
