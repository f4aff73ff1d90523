/** The names of the figures that there may be, apart from what draws them, which takes 0.4 s to load. */

export const evaluationFigureNames: readonly string[] = [
  ...['confusion-matrix', 'classes', 'reliability', 'confidence'],
  ...['shift', 'rotation', 'scale', 'stroke', 'noise'].map((change) => `robustness-${change}`),
];

export const trainingFigureNames: readonly string[] = ['loss', 'accuracy', 'learning-rate', 'speed'];
