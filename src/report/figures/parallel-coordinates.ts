/**
 * Parallel coordinates of the trials of a search: a line across an axis per setting, with the accuracy at the right.
 */

import { type LineOptions, line, type Markish, ruleX, text } from '@observablehq/plot';
import { type Figure, shortName } from '../figure.ts';
import { counted } from '../numbers.ts';
import { type Axis, accuracyAxis, axisOf } from '../search/axes.ts';
import type { SearchedTrial } from '../search/search.ts';
import type { Theme } from '../theme.ts';

/**
 * Maximum number of lines, above which they hide one another: the best third of them are kept, and a regular sample
 * of the others.
 */
const MOST_LINES = 300;
/** The fraction of trials shown in colour. */
const GOOD = 0.1;
/** Trials that diverged end below the axis. */
const DIVERGED = -0.12;

interface Point {
  readonly trial: number;
  readonly x: number;
  /** Null if the trial has no value on that axis. */
  readonly y: number | null;
}

const ACCURACY = 'validation';

/** @param trials the best first, those that diverged last @param names of the axes */
export function parallelCoordinates(trials: readonly SearchedTrial[], names: readonly string[]): Figure {
  const accuracies = trials.flatMap(({ accuracy }) => accuracy ?? []);
  const axes = [
    ...names.map((name) =>
      axisOf(
        name,
        trials.map(({ varied }) => varied[name] ?? '-'),
      ),
    ),
    accuracyAxis(ACCURACY, accuracies),
  ];
  const shown = sampled(trials);
  const diverged = shown.filter(({ accuracy }) => accuracy === null);
  const good = new Set(trials.slice(0, Math.ceil(accuracies.length * GOOD)));
  const lines = (group: readonly SearchedTrial[]): Point[] => group.flatMap((one) => pointsOf(one, axes));
  const best = trials.slice(0, 1).filter(({ accuracy }) => accuracy !== null);
  return {
    name: 'parallel-coordinates',
    title: 'Parallel coordinates',
    description: `Parallel coordinates of ${counted(shown.length, 'trial')}: ${names.join(', ')}, and the validation accuracy`,
    plot: (theme) => ({
      width: 780,
      height: 340,
      marginTop: 34,
      marginRight: 84,
      marginBottom: 18,
      marginLeft: 84,
      x: { domain: [0, axes.length - 1], axis: null },
      y: { domain: [diverged.length > 0 ? DIVERGED : 0, 1], axis: null },
      marks: [
        ruleX(axes.keys(), { stroke: theme.line, strokeWidth: 1.5, y1: 0, y2: 1 }),
        curve(lines(diverged), { stroke: theme.bad, strokeOpacity: 0.5, strokeDasharray: '4 4' }),
        curve(lines(shown.filter((one) => one.accuracy !== null && !good.has(one))), {
          stroke: theme.soft,
          strokeOpacity: 0.4,
        }),
        curve(lines(shown.filter((one) => good.has(one))), { stroke: theme.accent, strokeWidth: 2 }),
        curve(lines(best), { stroke: theme.warn, strokeWidth: 3 }),
        ...labels(axes, diverged.length > 0, theme),
      ],
    }),
  };
}

/** All trials if there are few; otherwise the best third of the maximum, and a regular sample of the others. */
function sampled(trials: readonly SearchedTrial[]): SearchedTrial[] {
  if (trials.length <= MOST_LINES) return [...trials];
  const best = Math.floor(MOST_LINES / 3);
  const step = Math.ceil((trials.length - best) / (MOST_LINES - best));
  return trials.filter((_, n) => n < best || n % step === 0);
}

function pointsOf({ trial, varied, accuracy }: SearchedTrial, axes: readonly Axis[]): Point[] {
  return axes.map(({ name, place }, x) => {
    const last = x === axes.length - 1;
    const y = last ? (accuracy === null ? DIVERGED : place(accuracy)) : place(varied[name] ?? '-');
    return { trial, x, y };
  });
}

function curve(points: readonly Point[], style: LineOptions): Markish {
  return line(points, { x: 'x', y: 'y', z: 'trial', strokeWidth: 1, ...style });
}

/** The name of each axis above it, and its values next to it. */
function labels(axes: readonly Axis[], diverged: boolean, theme: Theme): Markish[] {
  const ticks = axes.flatMap((axis, x) =>
    axis.ticks.map(({ at, text: label }) => ({ x, y: at, label: shortName(label) })),
  );
  const last = axes.length - 1;
  const halo = { stroke: theme.surface, strokeWidth: 4, strokeLinejoin: 'round' } as const;
  const beside = (part: typeof ticks, textAnchor: 'start' | 'end'): Markish =>
    text(part, {
      x: 'x',
      y: 'y',
      text: 'label',
      textAnchor,
      dx: textAnchor === 'end' ? -7 : 7,
      fill: theme.ink,
      ...halo,
    });
  return [
    text(axes, {
      x: (_, n: number) => n,
      y: () => 1,
      text: ({ name }: Axis) => shortName(name),
      dy: -20,
      fontWeight: 600,
      fill: theme.ink,
    }),
    beside(
      ticks.filter(({ x }) => x < last),
      'end',
    ),
    beside(
      [
        ...ticks.filter(({ x }) => x === last),
        ...(diverged ? [{ x: last, y: DIVERGED, label: 'diverged' }] : []),
      ],
      'start',
    ),
  ];
}
