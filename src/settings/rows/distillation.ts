/** Rows of the table of settings: learning from the outputs of other models. */

export const distillationRows = {
  teacherWeight: {
    type: 'number',
    from: 0,
    to: 1,
    default: 0.5,
    omitDefault: true,
    text: 'weight of the outputs of --teacher among the targets; the labels have the rest',
    group: 'Regularization',
    placeholder: 'fraction',
    ofTeachers: true,
    notVaried: 'trials have no teachers',
  },
  teacherTemperature: {
    type: 'number',
    from: 1,
    to: 100,
    default: 2,
    omitDefault: true,
    text: 'temperature of the softmax when the outputs are compared with those of --teacher; higher values give improbable classes more weight',
    group: 'Regularization',
    placeholder: 'n',
    ofTeachers: true,
    notVaried: 'trials have no teachers',
  },
} as const;
