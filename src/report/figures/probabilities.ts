/** The probabilities of all classes for one image. */

import { barX, gridX, text } from '@observablehq/plot';
import { type Figure, shortName, textWidth } from '../figure.ts';
import { confidenceText } from '../numbers.ts';

/** @param answer the predicted class */
export function probabilitiesFigure(
  probabilities: readonly number[],
  answer: number,
  nameOf: (label: number) => string,
): Figure {
  const bars = probabilities.map((probability, label) => ({ label, probability }));
  const names = bars.map(({ label }) => shortName(nameOf(label)));
  return {
    name: 'probabilities',
    title: 'Probabilities',
    description: `Probabilities of ${bars.length} classes: ${nameOf(answer)}, ${confidenceText(probabilities[answer])}`,
    plot: (theme) => ({
      width: 380,
      height: 280,
      marginTop: 6,
      marginRight: 56,
      marginLeft: Math.max(24, ...names.map((name) => textWidth(name) + 14)),
      marginBottom: 42,
      x: { domain: [0, 1], label: 'probability', tickFormat: '%', ticks: 5, labelArrow: 'none' },
      y: {
        type: 'band',
        domain: bars.map(({ label }) => label),
        tickFormat: (_: number, n: number) => names[n],
        tickSize: 0,
        label: null,
      },
      marks: [
        gridX({ stroke: theme.line, strokeOpacity: 1 }),
        barX(bars, {
          y: 'label',
          x: 'probability',
          fill: ({ label }: (typeof bars)[number]) => (label === answer ? theme.accent : theme.soft),
          inset: 2,
        }),
        text(bars, {
          y: 'label',
          x: 'probability',
          text: ({ probability }: (typeof bars)[number]) => confidenceText(probability),
          textAnchor: 'start',
          dx: 6,
          fill: theme.ink,
        }),
      ],
      color: { type: 'identity' },
    }),
  };
}
