/** Rows of the table of settings: regularization, except dropout and data augmentation. */

export const regularizationRows = {
  weightDecay: {
    type: 'number',
    from: 0,
    to: 1e38,
    default: 0,
    text: 'L2 regularization of weights, not of biases',
    group: 'Regularization',
    placeholder: 'rate',
  },
  l1: {
    type: 'number',
    from: 0,
    to: 1e38,
    default: 0,
    text: 'L1 regularization of weights, not of biases: makes many of them zero',
    group: 'Regularization',
    placeholder: 'rate',
  },
  labelSmoothing: {
    type: 'number',
    from: 0,
    below: 1,
    default: { by: 'loss', values: { 'cross-entropy': 0.1 } },
    text: 'fraction of each target that is distributed evenly over all classes',
    group: 'Regularization',
    placeholder: 'fraction',
  },
  clip: {
    type: 'number',
    from: 0,
    to: 1_000_000,
    default: 0,
    text: 'maximum gradient norm, of all parameters together; 0 disables clipping',
    group: 'Regularization',
    placeholder: 'norm',
  },
  ema: {
    type: 'number',
    from: 0,
    below: 1,
    default: 0,
    text: 'decay of an exponential moving average of the weights, such as 0.999: the average is validated and saved; 0 disables it',
    group: 'Regularization',
    placeholder: 'fraction',
  },
} as const;
