/** The accuracies of two models with their intervals. */

import { dot, gridX, ruleY, text } from '@observablehq/plot';
import type { Comparison } from '../../evaluation/compare.ts';
import { type Figure, shortName, textWidth } from '../figure.ts';
import { percent } from '../numbers.ts';

export function accuraciesFigure(models: readonly [string, string], comparison: Comparison): Figure {
  const { accuracies, intervals } = comparison;
  const rows = models.map((model, n) => ({
    name: `${'AB'[n]}: ${shortName(model.replace(/^.*[\\/]/, ''))}`,
    accuracy: accuracies[n],
    low: intervals[n][0],
    high: intervals[n][1],
  }));
  return {
    name: 'accuracies',
    title: 'Accuracy with its 95% interval',
    description: rows
      .map(
        ({ name, accuracy, low, high }) =>
          `${name}: ${percent(accuracy)}, ${percent(low)} to ${percent(high)}`,
      )
      .join('; '),
    plot: (theme) => ({
      width: 380,
      height: 150,
      marginTop: 14,
      marginRight: 24,
      marginLeft: Math.max(...rows.map(({ name }) => textWidth(name) + 16)),
      marginBottom: 42,
      x: {
        label: 'accuracy',
        labelAnchor: 'center',
        labelArrow: 'none',
        tickFormat: '%',
        ticks: 4,
        nice: true,
      },
      y: { type: 'band', domain: rows.map(({ name }) => name), label: null, tickSize: 0 },
      marks: [
        gridX({ stroke: theme.line, strokeOpacity: 1, ticks: 4 }),
        ruleY(rows, { y: 'name', x1: 'low', x2: 'high', stroke: theme.ink, strokeWidth: 1.5 }),
        dot(rows, { y: 'name', x: 'accuracy', fill: theme.accent, r: 5 }),
        text(rows, {
          y: 'name',
          x: 'accuracy',
          text: ({ accuracy }: (typeof rows)[number]) => percent(accuracy),
          dy: -15,
          fill: theme.ink,
        }),
      ],
    }),
  };
}
