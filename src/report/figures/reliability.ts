/** The reliability diagram: accuracy as a function of confidence. */

import { dot, gridY, line, rectY, ruleX } from '@observablehq/plot';
import type { ReliabilityBin } from '../../evaluation/evaluation.ts';
import { wilsonInterval } from '../../evaluation/statistics.ts';
import type { Figure } from '../figure.ts';
import { percent } from '../numbers.ts';

export function reliabilityFigure(bins: readonly ReliabilityBin[], error: number): Figure {
  const filled = bins.flatMap(({ from, to, count, accuracy, confidence }) => {
    if (accuracy === null || confidence === null) return [];
    const [low, high] = wilsonInterval(Math.round(accuracy * count), count);
    return [{ from, to, count, accuracy, confidence, low, high }];
  });
  return {
    name: 'reliability',
    title: 'Reliability',
    description: `Reliability diagram: accuracy by confidence; the expected calibration error is ${percent(error)}`,
    plot: (theme) => ({
      width: 380,
      height: 300,
      marginTop: 26,
      marginRight: 22,
      marginLeft: 50,
      marginBottom: 42,
      x: { domain: [0, 1], label: 'confidence', tickFormat: '%', ticks: 5, labelArrow: 'none' },
      y: { domain: [0, 1], label: 'accuracy', tickFormat: '%', ticks: 5, labelArrow: 'none' },
      marks: [
        gridY({ stroke: theme.line, strokeOpacity: 1 }),
        rectY(filled, {
          x1: 'from',
          x2: 'to',
          y: 'accuracy',
          fill: theme.accent,
          fillOpacity: 0.28,
          insetLeft: 1,
          insetRight: 1,
        }),
        line([0, 1], {
          x: (value) => value,
          y: (value) => value,
          stroke: theme.soft,
          strokeDasharray: '4 4',
        }),
        ruleX(filled, { x: 'confidence', y1: 'low', y2: 'high', stroke: theme.ink, strokeWidth: 1.25 }),
        dot(filled, { x: 'confidence', y: 'accuracy', fill: theme.accent, r: 4 }),
      ],
    }),
  };
}
