/** The names of all figures, separate from the drawing code, which takes 0.4 s to load. */

export const evaluationFigureNames: readonly string[] = [
  ...['confusion-matrix', 'classes', 'reliability', 'confidence'],
  ...['shift', 'rotation', 'scale', 'stroke', 'noise'].map((change) => `robustness-${change}`),
];

export const trainingFigureNames: readonly string[] = ['loss', 'accuracy', 'learning-rate', 'speed'];

export const explanationFigureNames: readonly string[] = ['occlusion-map', 'probabilities'];

export const searchFigureNames: readonly string[] = ['parallel-coordinates', 'importance'];

export const comparisonFigureNames: readonly string[] = ['accuracies'];

/** @param layers of the model: a histogram of the weights of each that has some */
export function inspectionFigureNames(layers: number): readonly string[] {
  return [...Array.from({ length: layers }, (_, n) => `weights-${n + 1}`), 'loss', 'accuracy'];
}
