/** Precision, recall and F1 of each class, on one line each. */

import { dot, gridX, type Markish, ruleY, text } from '@observablehq/plot';
import type { ClassMetrics } from '../../evaluation/evaluation.ts';
import { type Figure, shortName, textWidth } from '../figure.ts';
import { percent } from '../numbers.ts';
import type { Theme } from '../theme.ts';

export function perClassFigure(perClass: readonly ClassMetrics[], nameOf: (label: number) => string): Figure {
  const shown = perClass.filter(({ precision, recall }) => precision !== null && recall !== null);
  const least = Math.min(1, ...shown.flatMap(({ precision, recall }) => [precision ?? 1, recall ?? 1]));
  const names = perClass.map(({ digit }) => shortName(nameOf(digit)));
  const worst = shown.reduce<ClassMetrics | null>(
    (lowest, one) => (lowest === null || (one.f1 ?? 1) < (lowest.f1 ?? 1) ? one : lowest),
    null,
  );
  return {
    name: 'classes',
    title: 'Precision and recall of each class',
    description: `Precision and recall of ${shown.length} classes${
      worst === null ? '' : `; the lowest F1 is ${percent(worst.f1 ?? 0)}, of ${nameOf(worst.digit)}`
    }`,
    plot: (theme) => ({
      width: 380,
      height: 300,
      marginTop: theme.file ? 26 : 6,
      marginRight: 22,
      marginLeft: Math.max(24, ...names.map((name) => textWidth(name) + 14)),
      marginBottom: 42,
      x: {
        domain: [least - (1 - least) * 0.1, 1],
        label: 'fraction',
        tickFormat: '%',
        ticks: 5,
        labelArrow: 'none',
      },
      y: {
        type: 'band',
        domain: perClass.map(({ digit }) => digit),
        tickFormat: (_: number, n: number) => names[n],
        tickSize: 0,
        label: null,
      },
      marks: [
        ...(theme.file ? legend(theme) : []),
        gridX({ stroke: theme.line, strokeOpacity: 1 }),
        ruleY(shown, { y: 'digit', x1: 'precision', x2: 'recall', stroke: theme.soft, strokeWidth: 1.5 }),
        dot(shown, { y: 'digit', x: 'precision', fill: theme.accent, r: 4.5 }),
        dot(shown, {
          y: 'digit',
          x: 'recall',
          fill: theme.surface,
          stroke: theme.warn,
          strokeWidth: 2,
          r: 4,
          symbol: 'diamond',
        }),
      ],
    }),
  };
}

/** In a page it is below the figure. */
function legend(theme: Theme): Markish[] {
  const place = { frameAnchor: 'top-left', textAnchor: 'start', dy: -18 } as const;
  return [
    text(['● precision'], { ...place, fill: theme.accent }),
    text(['◇ recall'], { ...place, dx: 90, fill: theme.warn }),
  ];
}
