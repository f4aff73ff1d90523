/** Rows of the table of settings: the network. */

import { activationKinds, lossKinds } from '../../network/architecture.ts';

export const networkRows = {
  network: {
    type: 'network',
    maxLength: 100_000,
    text: 'the whole network: sizes (784-300-10), layers ("conv 8 5x5, relu, maxpool 2, dense 10"), or the name of a preset',
    group: 'Network',
    placeholder: 'text',
  },
  hidden: {
    type: 'sizes',
    from: 1,
    to: 100_000,
    maxLength: 499,
    default: [256],
    text: 'neurons of the hidden layers, such as 128 or 256,128, or none',
    group: 'Basics',
    placeholder: 'sizes',
    partOfNetwork: true,
  },
  activation: {
    type: 'choice',
    choices: activationKinds as typeof activationKinds,
    default: 'relu',
    text: 'activation function of the hidden layers',
    group: 'Network',
    placeholder: 'name',
    partOfNetwork: true,
  },
  dropout: {
    type: 'number',
    from: 0,
    below: 1,
    default: 0,
    text: 'fraction of hidden activations dropped at each training step',
    group: 'Regularization',
    placeholder: 'fraction',
    partOfNetwork: true,
  },
  loss: {
    type: 'choice',
    choices: lossKinds as typeof lossKinds,
    default: 'cross-entropy',
    text: 'loss function; mse and bce use sigmoid outputs, cross-entropy softmax',
    group: 'Network',
    placeholder: 'name',
  },
  binarize: {
    type: 'boolean',
    default: false,
    text: 'binarize the input: make each pixel black or white',
    negation: 'leave pixels grey, if --config binarizes them',
    group: 'Network',
    placeholder: '',
  },
} as const;
