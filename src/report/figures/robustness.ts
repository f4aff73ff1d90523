/** Accuracy on distorted images, with a curve per distortion. */

import { areaY, dot, gridY, lineY, ruleY } from '@observablehq/plot';
import type { Change, RobustnessRow } from '../../evaluation/robustness.ts';
import type { Figure } from '../figure.ts';
import { percent } from '../numbers.ts';

interface Curve {
  readonly change: Change;
  readonly title: string;
  readonly amount: string;
  /** The amount without distortion. */
  readonly zero: number;
  readonly format: (amount: number) => string;
}

const plain = (amount: number): string => String(amount);

const curves: readonly Curve[] = [
  { change: 'shift', title: 'Shifted', amount: 'pixels', zero: 0, format: plain },
  { change: 'rotation', title: 'Rotated', amount: 'degrees', zero: 0, format: plain },
  { change: 'scale', title: 'Scaled', amount: 'size', zero: 1, format: (amount) => percent(amount, 0) },
  { change: 'stroke', title: 'Thinner and thicker strokes', amount: 'pixels', zero: 0, format: plain },
  {
    change: 'noise',
    title: 'Noise',
    amount: 'noisy pixels',
    zero: 0,
    format: (amount) => percent(amount, 0),
  },
];

/** One per distortion with an amount; all with the same accuracy scale. */
export function robustnessFigures(rows: readonly RobustnessRow[]): Figure[] {
  const undistorted = rows.find(({ change }) => change === 'none');
  if (undistorted === undefined) return [];
  const measured = rows.filter(({ change }) => change !== 'inversion');
  const least = Math.min(...measured.map(({ worst }) => worst));
  return curves.flatMap(({ change, title, amount, zero, format }) => {
    const own = rows.filter((row) => row.change === change);
    if (own.length === 0) return [];
    const points = [...own, { ...undistorted, amount: zero }]
      .map(({ accuracy, worst, amount }) => ({ amount: amount ?? zero, accuracy, worst }))
      .sort((a, b) => a.amount - b.amount);
    const lowest = points.reduce((low, point) => (point.worst < low.worst ? point : low));
    return [
      {
        name: `robustness-${change}`,
        title,
        description: `${title}: accuracy falls from ${percent(undistorted.accuracy)} to ${percent(lowest.worst)} at ${format(lowest.amount)} ${amount}`,
        plot: (theme) => ({
          width: 300,
          height: 200,
          marginTop: 10,
          marginRight: 14,
          marginLeft: 48,
          marginBottom: 42,
          x: {
            label: amount,
            labelArrow: 'none' as const,
            labelAnchor: 'center' as const,
            ticks: points.map((point) => point.amount).filter((_, n) => points.length < 6 || n % 2 === 0),
            tickFormat: format,
          },
          y: {
            domain: [Math.min(0.9, Math.floor(least * 10) / 10), 1],
            label: null,
            tickFormat: '%',
            ticks: 4,
          },
          marks: [
            gridY({ stroke: theme.line, strokeOpacity: 1 }),
            ruleY([undistorted.accuracy], { stroke: theme.soft, strokeDasharray: '4 4' }),
            areaY(points, {
              x: 'amount',
              y1: 'worst',
              y2: 'accuracy',
              fill: theme.accent,
              fillOpacity: 0.18,
            }),
            lineY(points, { x: 'amount', y: 'accuracy', stroke: theme.accent, strokeWidth: 2 }),
            dot(points, { x: 'amount', y: 'accuracy', fill: theme.accent, r: 3 }),
          ],
        }),
      } satisfies Figure,
    ];
  });
}
