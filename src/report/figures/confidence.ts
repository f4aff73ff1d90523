/** The distribution of confidence for right and wrong answers. */

import { gridY, rectY } from '@observablehq/plot';
import { CLASSES } from '../../constants.ts';
import { answersOf } from '../../evaluation/metrics.ts';
import { type Figure, textWidth } from '../figure.ts';
import { count } from '../numbers.ts';

const BINS = 20;

interface Bin {
  readonly group: string;
  readonly from: number;
  readonly to: number;
  /** Fraction of the group. */
  readonly fraction: number;
}

/** @param probabilities N x 10 */
export function confidenceFigure(probabilities: Float32Array, labels: Uint8Array): Figure {
  const answers = answersOf(probabilities);
  const counts = { right: new Array<number>(BINS).fill(0), wrong: new Array<number>(BINS).fill(0) };
  for (const [n, answer] of answers.entries()) {
    const bin = Math.min(BINS - 1, Math.floor(probabilities[n * CLASSES + answer] * BINS));
    counts[answer === labels[n] ? 'right' : 'wrong'][bin]++;
  }
  const totals = { right: sum(counts.right), wrong: sum(counts.wrong) };
  const titles = { right: `right (${count(totals.right)})`, wrong: `wrong (${count(totals.wrong)})` };
  const room = Math.max(...Object.values(titles).map(textWidth));
  const bins = (['right', 'wrong'] as const).flatMap((group) =>
    counts[group].map(
      (images, bin): Bin => ({
        group: titles[group],
        from: bin / BINS,
        to: (bin + 1) / BINS,
        fraction: images / (totals[group] || 1),
      }),
    ),
  );
  return {
    name: 'confidence',
    title: 'Confidence',
    description: `Histograms of the confidence in ${count(totals.right)} right and ${count(totals.wrong)} wrong answers`,
    plot: (theme) => ({
      width: 300 + room,
      height: 300,
      marginTop: 26,
      marginRight: room + 4,
      marginLeft: 50,
      marginBottom: 42,
      x: { domain: [0, 1], label: 'confidence', tickFormat: '%', ticks: 5, labelArrow: 'none' },
      y: { label: 'fraction of each', tickFormat: '%', ticks: 4, labelArrow: 'none' },
      fy: { domain: Object.values(titles), label: null, padding: 0.12 },
      marks: [
        gridY({ stroke: theme.line, strokeOpacity: 1 }),
        rectY(bins, {
          fy: 'group',
          x1: 'from',
          x2: 'to',
          y: 'fraction',
          fill: ({ group }: Bin) => (group === titles.right ? theme.accent : theme.bad),
          insetLeft: 0.75,
          insetRight: 0.75,
        }),
      ],
    }),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
