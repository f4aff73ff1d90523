/** Rows of the table of settings: early stopping. */

export const earlyStoppingRows = {
  patience: {
    type: 'integer',
    from: 0,
    to: 100_000,
    default: 0,
    text: 'early stopping: stop after this many epochs without a lower validation loss, and keep the best weights; 0 disables it',
    group: 'Early stopping',
    placeholder: 'n',
  },
  targetAccuracy: {
    type: 'number',
    from: 0,
    to: 1,
    default: 0,
    text: 'stop once the validation accuracy is at least this, such as 0.97; 0 disables it',
    group: 'Early stopping',
    placeholder: 'fraction',
  },
  tolerance: {
    type: 'number',
    from: 0,
    to: 1000,
    default: 0,
    text: 'stop after an epoch in which no weight changed by more than this; 0 disables it',
    group: 'Early stopping',
    placeholder: 'change',
  },
  timeBudget: {
    type: 'duration',
    from: 0,
    to: 10_000_000,
    default: 0,
    text: 'stop before an epoch that would end later than this, such as 30s or 5m; the number of epochs then depends on the machine',
    group: 'Early stopping',
    placeholder: 'seconds',
    notVaried: 'the epochs of a trial would depend on the load of the machine; vary epochs',
  },
} as const;
