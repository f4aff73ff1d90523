/** The importance of each setting of a search. */

import { barX, gridX, text } from '@observablehq/plot';
import type { Importance } from '../../training/importance.ts';
import { type Figure, shortName, textWidth } from '../figure.ts';
import { percent } from '../numbers.ts';

const BAR = 30;

/** @param importances that are known, the largest first */
export function importanceFigure(importances: readonly Importance[]): Figure {
  const bars = importances.map(({ name, fraction }) => ({ name, fraction: fraction ?? 0 }));
  const listed = bars.map(({ name, fraction }) => `${name} ${percent(fraction, 0)}`).join(', ');
  return {
    name: 'importance',
    title: 'Importance of each setting',
    description: `Importance of each setting: ${listed}`,
    plot: (theme) => ({
      width: 380,
      height: 58 + BAR * bars.length,
      marginTop: 6,
      marginRight: 46,
      marginLeft: Math.max(24, ...bars.map(({ name }) => textWidth(shortName(name)) + 14)),
      marginBottom: 42,
      x: {
        domain: [0, 1],
        label: 'fraction explained',
        labelAnchor: 'center',
        tickFormat: '%',
        ticks: 5,
        labelArrow: 'none',
      },
      y: {
        type: 'band',
        domain: bars.map(({ name }) => name),
        tickFormat: shortName,
        tickSize: 0,
        label: null,
      },
      marks: [
        gridX({ stroke: theme.line, strokeOpacity: 1 }),
        barX(bars, { y: 'name', x: 'fraction', fill: theme.accent, inset: 3 }),
        text(bars, {
          y: 'name',
          x: 'fraction',
          text: ({ fraction }: (typeof bars)[number]) => percent(fraction, 0),
          textAnchor: 'start',
          dx: 6,
          fill: theme.ink,
        }),
      ],
    }),
  };
}
