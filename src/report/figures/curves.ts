/** The curves of a training by epoch. */

import { dot, gridY, line, type Markish, ruleX, text } from '@observablehq/plot';
import type { EpochRecord } from '../../network/model.ts';
import type { Figure } from '../figure.ts';
import { count, percent } from '../numbers.ts';
import type { Theme } from '../theme.ts';

interface Point {
  readonly epoch: number;
  readonly value: number;
}

/** More points than pixels are useless: long trainings are sampled at regular epochs, plus the last one. */
const MOST_POINTS = 400;

/** Below this number of epochs, curves have dots. */
const FEW = 20;

function thinned<T>(points: readonly T[]): T[] {
  const step = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, n) => n % step === 0 || n === points.length - 1);
}

/** Lower bound of losses, because 0 has no logarithm. */
const LEAST_LOSS = 1e-6;

/** @param best the epoch whose weights are kept; null if it is the last one */
export function lossFigure(history: readonly EpochRecord[], best: number | null): Figure {
  const last = history.at(-1);
  const { ticks, domain } = lossScale(history);
  return pairFigure({
    name: 'loss',
    title: 'Loss (log scale)',
    description: `Loss by epoch${last === undefined ? '' : `: ${last.loss.toFixed(4)} in training at the end`}`,
    training: history.map(({ epoch, loss }) => ({ epoch, value: Math.max(loss, LEAST_LOSS) })),
    validation: history.flatMap(({ epoch, validationLoss: value }) =>
      value === null ? [] : [{ epoch, value: Math.max(value, LEAST_LOSS) }],
    ),
    best,
    y: { type: 'log', label: 'loss (log scale)', tickFormat: plain, domain },
    ticks,
  });
}

export function accuracyFigure(history: readonly EpochRecord[], best: number | null): Figure {
  const last = history.at(-1)?.validationAccuracy ?? history.at(-1)?.accuracy;
  return pairFigure({
    name: 'accuracy',
    title: 'Accuracy',
    description: `Accuracy by epoch${last === undefined ? '' : `: ${percent(last)} at the end`}`,
    training: history.map(({ epoch, accuracy }) => ({ epoch, value: accuracy })),
    validation: history.flatMap(({ epoch, validationAccuracy: value }) =>
      value === null ? [] : [{ epoch, value }],
    ),
    best,
    y: { label: 'accuracy', tickFormat: percentTick },
    ticks: 5,
  });
}

/** @param rates at the beginning of each epoch, from the first */
export function learningRateFigure(rates: readonly number[], epoch: number): Figure {
  const points = rates.map((value, n) => ({ epoch: n + 1, value }));
  return {
    name: 'learning-rate',
    title: 'Learning rate',
    description: `Learning rate by epoch: from ${plain(rates[0] ?? 0)}, at most ${plain(Math.max(0, ...rates))}`,
    plot: (theme) => ({
      ...frame,
      x: epochAxis(points.length),
      y: { ...valueAxis(theme, 'learning rate'), zero: true, ticks: 4, tickFormat: plain },
      marks: [
        gridY({ stroke: theme.line, strokeOpacity: 1, ticks: 4 }),
        ...(epoch < rates.length ? [ruleX([epoch], { stroke: theme.soft, strokeDasharray: '2 3' })] : []),
        line(thinned(points), { x: 'epoch', y: 'value', stroke: theme.accent, strokeWidth: 2 }),
        ...(points.length < FEW ? [dot(points, { x: 'epoch', y: 'value', fill: theme.accent, r: 3 })] : []),
      ],
    }),
  };
}

/** Images per second in the training pass. */
export function speedFigure(speeds: readonly { readonly epoch: number; readonly speed: number }[]): Figure {
  const points = speeds.map(({ epoch, speed }) => ({ epoch, value: speed }));
  const mean = points.reduce((sum, { value }) => sum + value, 0) / (points.length || 1);
  return {
    name: 'speed',
    title: 'Speed',
    description: `Training speed by epoch: ${count(mean)} images a second on average`,
    plot: (theme) => ({
      ...frame,
      x: epochAxis(points.length),
      y: { ...valueAxis(theme, 'images a second'), zero: true, ticks: 4, tickFormat: thousands },
      marks: [
        gridY({ stroke: theme.line, strokeOpacity: 1, ticks: 4 }),
        line(thinned(points), { x: 'epoch', y: 'value', stroke: theme.accent, strokeWidth: 2 }),
        ...(points.length < FEW ? [dot(points, { x: 'epoch', y: 'value', fill: theme.accent, r: 3 })] : []),
      ],
    }),
  };
}

const frame = {
  width: 380,
  height: 240,
  marginTop: 24,
  marginRight: 16,
  marginLeft: 58,
  marginBottom: 42,
};

interface Pair extends Omit<Figure, 'plot'> {
  readonly training: readonly Point[];
  readonly validation: readonly Point[];
  readonly best: number | null;
  readonly y: {
    readonly label: string;
    readonly type?: 'log';
    readonly domain?: number[];
    readonly tickFormat: (value: number) => string;
  };
  readonly ticks: number | readonly number[];
}

function pairFigure({ name, title, description, training, validation, best, y, ticks }: Pair): Figure {
  const few = training.length < FEW;
  return {
    name,
    title,
    description,
    plot: (theme) => {
      const alone = validation.length === 0;
      const stroke = alone ? theme.accent : theme.soft;
      return {
        ...frame,
        x: epochAxis(training.length),
        y: { ...y, ...valueAxis(theme, y.label), ticks: ticks as number },
        marks: [
          gridY({ stroke: theme.line, strokeOpacity: 1, ticks: ticks as number }),
          ...(best === null ? [] : [ruleX([best], { stroke: theme.warn, strokeWidth: 1.5 })]),
          line(thinned(training), {
            x: 'epoch',
            y: 'value',
            stroke,
            strokeWidth: 1.75,
            ...(alone ? {} : { strokeDasharray: '5 4' }),
          }),
          line(thinned(validation), { x: 'epoch', y: 'value', stroke: theme.accent, strokeWidth: 2.25 }),
          ...(theme.file && !alone
            ? [named(training, 'training', stroke), named(validation, 'validation', theme.accent)]
            : []),
          ...(few ? [dot(training, { x: 'epoch', y: 'value', fill: stroke, r: 2.25 })] : []),
          ...(few ? [dot(validation, { x: 'epoch', y: 'value', fill: theme.accent, r: 3 })] : []),
        ],
      };
    },
  };
}

/** Ticks at 1, 2 and 5 times powers of ten, from below the lowest loss, and the domain that begins there. */
function lossScale(history: readonly EpochRecord[]): { readonly ticks: number[]; readonly domain: number[] } {
  const losses = history.flatMap(({ loss, validationLoss }) => [loss, validationLoss ?? loss]);
  const [low, high] = [Math.min, Math.max]
    .map((choose) => losses.reduce((a, b) => choose(a, b)))
    .map((loss) => Math.max(loss, LEAST_LOSS));
  const powers = Array.from({ length: 20 }, (_, n) => n - 8);
  const all = powers.flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`)));
  const below = all.findLast((tick) => tick <= low) ?? low;
  const above = all.find((tick) => tick >= high) ?? high;
  const ticks = all.filter((tick) => tick >= below && tick <= high);
  return ticks.length > 1
    ? { ticks, domain: [below, high] }
    : { ticks: [below, above], domain: [below, above] };
}

/** The axis label, which figures in a page have in their heading. */
function valueAxis(
  theme: Theme,
  label: string,
): { readonly label: string | null; readonly labelArrow: 'none' } {
  return { label: theme.file ? label : null, labelArrow: 'none' };
}

/** A label above the last point of a curve; a page has a legend instead. */
function named(points: readonly Point[], name: string, fill: string): Markish {
  const end = points.slice(-1);
  return text(end, { x: 'epoch', y: 'value', text: () => name, textAnchor: 'end', dy: -11, fill });
}

function epochAxis(epochs: number): object {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000].find(
    (one) => epochs / one <= 8,
  );
  const every = step ?? 50_000;
  const ticks = Array.from({ length: Math.floor(epochs / every) }, (_, n) => (n + 1) * every);
  return {
    label: 'epoch',
    labelArrow: 'none',
    domain: [1, Math.max(2, epochs)],
    ticks: every === 1 ? ticks : [1, ...ticks],
    tickFormat: count,
  };
}

/** 0.0013, not 0.0013000000000000002 */
function plain(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function percentTick(value: number): string {
  return `${plain(value * 100)}%`;
}

function thousands(value: number): string {
  return value < 10_000 ? count(value) : `${count(value / 1000)}k`;
}
