/** A histogram of the weights of a layer. */

import { gridY, rectY, ruleX } from '@observablehq/plot';
import type { Figure } from '../figure.ts';
import { count } from '../numbers.ts';

const BINS = 41;

/** @param place number of the layer in the network, from 1 @param text the layer in the syntax of `--network` */
export function weightHistogram(weights: Float32Array, place: number, text: string): Figure {
  const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) || 1;
  const counts = new Float64Array(BINS);
  for (const weight of weights) {
    counts[Math.min(BINS - 1, Math.floor(((weight / largest + 1) / 2) * BINS))]++;
  }
  const edge = (bin: number): number => largest * ((2 * bin) / BINS - 1);
  const bins = Array.from(counts, (weightsIn, bin) => ({
    from: edge(bin),
    to: edge(bin + 1),
    fraction: weightsIn / weights.length,
  }));
  return {
    name: `weights-${place}`,
    title: text,
    description: `Histogram of the ${count(weights.length)} weights of layer ${place}, ${text}; the largest is ${largest.toPrecision(3)} in magnitude`,
    plot: (theme) => ({
      width: 300,
      height: 170,
      marginTop: 10,
      marginRight: 18,
      marginLeft: 44,
      marginBottom: 26,
      x: { label: null, ticks: 4 },
      y: { label: null, tickFormat: '%', ticks: 3 },
      marks: [
        gridY({ stroke: theme.line, strokeOpacity: 1, ticks: 3 }),
        rectY(bins, {
          x1: 'from',
          x2: 'to',
          y: 'fraction',
          fill: theme.accent,
          insetLeft: 0.5,
          insetRight: 0.5,
        }),
        ruleX([0], { stroke: theme.soft, strokeDasharray: '3 3' }),
      ],
    }),
  };
}
