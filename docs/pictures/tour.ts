/**
 * `npm run docs:tour`: draws the pictures of docs/tour/, one per chapter, from results of `nn` with the settings of the
 * chapter's commands.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as Plot from '@observablehq/plot';
import { worked } from '../../examples/backpropagation.ts';
import { readActivations } from '../../src/evaluation/activations.ts';
import { withArticle } from '../../src/format-number.ts';
import { createKernels, explain, openDataset, type TrainingOptions, train } from '../../src/index.ts';
import { ReferenceKernels } from '../../src/matrix/reference/reference-kernels.ts';
import { reportTools } from '../../src/node/report/tools.ts';
import { Adam } from '../../src/optimizers/adam.ts';
import type { Optimizer, Trainable } from '../../src/optimizers/optimizer.ts';
import { Momentum, Sgd } from '../../src/optimizers/sgd.ts';
import { draw } from '../../src/report/figure.ts';
import { fileTheme as theme } from '../../src/report/theme.ts';
import { grey, largest, line, signed, svg, text } from './tour-parts.ts';

const folder = fileURLToPath(new URL('../tour/pictures', import.meta.url));
const save = (name: string, picture: string): void => writeFileSync(join(folder, `${name}.svg`), picture);
const plot = (name: string, description: string, options: Plot.PlotOptions): void =>
  save(
    name,
    `${draw({ name, title: '', description, plot: () => ({ width: 640, height: 300, marginLeft: 60, marginBottom: 42, marginTop: 26, ...options }) }, theme, reportTools())}\n`,
  );

const kernels = await createKernels({ threads: 1 });
const dataset = await openDataset('mnist-10k');
const { train: digits, test } = dataset;
if (digits === null || test === null) throw new Error('mnist-10k has both splits');
const pixelsOf = (split: { images: Uint8Array }, n: number): Uint8Array =>
  split.images.subarray(784 * n, 784 * (n + 1));

type Settings = Omit<TrainingOptions, 'dataset' | 'kernels'>;
const plain = { epochs: 3, augment: 'none', labelSmoothing: 0, styles: 0 } as const;
async function trained(settings: Settings) {
  const training = train({ dataset, kernels, ...plain, ...settings });
  const losses: { epoch: number; loss: number }[] = [];
  for await (const event of training) {
    if (event.event === 'epoch')
      losses.push({ epoch: event.epoch, loss: event.validationLoss ?? event.loss });
  }
  return { model: (await training.result).model, losses };
}

// ---- 1: a digit, and the numbers of a part of it
{
  const pixels = pixelsOf(digits, 0);
  const [left, top, side, cell] = [9, 4, 8, 34];
  const parts = [grey(pixels, 28, 255, { x: 20, y: 20, scale: 10 })];
  parts.push(
    `<rect x="${20 + 10 * left}" y="${20 + 10 * top}" width="${10 * side}" height="${10 * side}" fill="none" stroke="${theme.accent}" stroke-width="2.5"/>`,
    line(20 + 10 * (left + side), 20 + 10 * top, 340, 20, theme.accent, 1),
    line(20 + 10 * (left + side), 20 + 10 * (top + side), 340, 20 + side * cell, theme.accent, 1),
  );
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const ink = pixels[28 * (top + row) + left + column];
      const [x, y, shade] = [340 + cell * column, 20 + cell * row, 255 - ink];
      parts.push(
        `<rect x="${x}" y="${y}" width="${cell}" height="${cell}" fill="rgb(${shade},${shade},${shade})" stroke="${theme.line}"/>`,
        text(
          x + cell / 2,
          y + cell / 2 + 4,
          String(ink),
          `fill="${ink > 120 ? '#fff' : theme.ink}" font-size="12"`,
        ),
      );
    }
  }
  save('pixels', svg(632, 320, 'A 0 of 28x28 pixels, and the numbers from 0 to 255 of a part of it', parts));
}

// ---- 2: the weights of ten neurons
{
  const { model } = await trained({ hidden: [] });
  const [weights] = model.parameters;
  const most = 0.7 * largest(weights);
  const parts = Array.from({ length: 10 }, (_, n) => {
    const own = Float32Array.from({ length: 784 }, (_, k) => weights[10 * k + n]);
    const [x, y] = [16 + 136 * (n % 5), 14 + 152 * Math.floor(n / 5)];
    return signed(own, 28, most, { x, y, scale: 4.4 }) + text(x + 62, y + 140, `neuron ${n}`);
  });
  save('neurons', svg(692, 316, 'The 784 weights of each of ten neurons: blue above 0, orange below', parts));
}

// ---- 3 and 4: a hidden layer, and from logits to probabilities
{
  const { model } = await trained({ hidden: [32] });
  const pixels = pixelsOf(test, 502);
  const [hidden, output] = readActivations(model, pixels, kernels);
  const weights = model.parameters[0];
  const order = Array.from(hidden.values.keys()).sort((a, b) => hidden.values[b] - hidden.values[a]);
  const bar = (x: number, y: number, height: number, value: number, most: number): string => {
    const length = (height * value) / most;
    return `<rect x="${x}" y="${length >= 0 ? y - length : y}" width="30" height="${Math.abs(length)}" fill="${value >= 0 ? theme.accent : theme.warn}"/>`;
  };
  const parts = [
    grey(pixels, 28, 255, { x: 16, y: 100, scale: 4.4 }),
    text(78, 248, '784 pixels'),
    text(367, 24, 'the 12 most active of 32 hidden neurons'),
    text(672, 24, '10 outputs'),
  ];
  for (const [place, unit] of order.slice(0, 12).entries()) {
    const own = Float32Array.from({ length: 784 }, (_, k) => weights[32 * k + unit]);
    const [x, y] = [184 + 94 * (place % 4), 38 + 104 * Math.floor(place / 4)];
    parts.push(
      signed(own, 28, 0.7 * largest(own), { x, y, scale: 2.8 }),
      text(x + 39, y + 94, `#${unit}: ${hidden.values[unit].toFixed(2)}`, 'font-size="12"'),
    );
  }
  const most = largest(output.values);
  for (const [digit, value] of output.values.entries()) {
    const [y, length] = [44 + 30 * digit, (44 * value) / most];
    parts.push(
      text(576, y + 15, String(digit), 'font-weight="bold"'),
      `<rect x="${length >= 0 ? 684 : 684 + length}" y="${y}" width="${Math.abs(length)}" height="20" fill="${value >= 0 ? theme.accent : theme.warn}"/>`,
      text(value >= 0 ? 684 + length + 22 : 684 + length - 22, y + 15, value.toFixed(2), 'font-size="12"'),
    );
  }
  save(
    'layers',
    svg(760, 356, 'A 4 as pixels, the weights of its most active hidden neurons, and the ten outputs', parts),
  );

  const { temperature } = model;
  const scaled = Array.from(output.values, (logit) => Math.exp(logit / temperature));
  const sum = scaled.reduce((a, b) => a + b);
  const chart = (
    left: number,
    values: readonly number[],
    title: string,
    shown: (v: number) => string,
  ): string[] => [
    text(left + 170, 24, title),
    line(left, 170, left + 340, 170, theme.line),
    ...values.flatMap((value, digit) => {
      const x = left + 34 * digit;
      const end = 170 - (120 * value) / largest(values);
      return [
        bar(x + 2, 170, 120, value, largest(values)),
        text(x + 17, value >= 0 ? end - 6 : end + 15, shown(value), 'font-size="11"'),
        text(x + 17, 326, String(digit), 'font-weight="bold"'),
      ];
    }),
  ];
  save(
    'softmax',
    svg(732, 342, 'Logits of ten digits, and the probabilities that softmax makes of them', [
      ...chart(10, Array.from(output.values), 'logits', (v) => v.toFixed(1)),
      ...chart(
        382,
        scaled.map((power) => power / sum),
        'probabilities',
        (v) => `${(100 * v).toFixed(1)}%`,
      ),
    ]),
  );
}

const ticks = [0.2, 0.5, 1, 2, 5, 10, 20] as unknown as number; // the types of Plot only declare a count
const epochs = { label: 'epoch', labelArrow: 'none', ticks: [1, 2, 3], tickFormat: 'd' } as const;
/** Validation losses of several trainings. */
async function curves(
  name: string,
  description: string,
  runs: Readonly<Record<string, Settings>>,
): Promise<void> {
  const colours = [theme.accent, theme.bad, theme.warn, theme.ink];
  const lines: Plot.Markish[] = [];
  for (const [n, [label, settings]] of Object.entries(runs).entries()) {
    const { losses } = await trained({ hidden: [32], ...settings });
    const stroke = colours[n];
    lines.push(
      Plot.line(losses, { x: 'epoch', y: 'loss', stroke, strokeWidth: 2.25 }),
      Plot.dot(losses, { x: 'epoch', y: 'loss', fill: stroke, r: 3 }),
      Plot.text(losses.slice(-1), {
        x: 'epoch',
        y: 'loss',
        text: () => label,
        textAnchor: 'start',
        dx: 10,
        fill: stroke,
      }),
    );
  }
  plot(name, description, {
    marginRight: 120,
    x: epochs,
    y: {
      type: 'log',
      label: 'validation loss (log scale)',
      labelArrow: 'none',
      domain: [0.2, 30],
      ticks,
      tickFormat: String,
    },
    marks: [Plot.gridY({ stroke: theme.line, strokeOpacity: 1, ticks }), ...lines],
  });
}

// ---- 5: learning rates
const sgd = { optimizer: 'sgd', schedule: 'constant' } as const;
await curves(
  'learning-rates',
  'Validation loss by epoch with three learning rates: 0.001 is too small, 50 too large',
  {
    'rate 50': { ...sgd, lr: 50 },
    'rate 0.001': { ...sgd, lr: 0.001 },
    'rate 0.1': { ...sgd, lr: 0.1 },
  },
);

// ---- 6: a net of 2-2-2 with the numbers of its forward and backward pass
{
  const { before, x, z1, h, z2, p, dz1, dz2, dW1, dW2 } = worked;
  const columns = [90, 350, 610];
  const rows = [92, 262];
  const parts: string[] = [];
  const number = (value: number): string => value.toFixed(4);
  for (const [layer, [weights, gradients]] of (
    [
      [before.W1, dW1],
      [before.W2, dW2],
    ] as const
  ).entries()) {
    for (const from of [0, 1]) {
      for (const to of [0, 1]) {
        const [x1, y1, x2, y2] = [columns[layer] + 40, rows[from], columns[layer + 1] - 40, rows[to]];
        const at = from === to ? 0.5 : 0.24;
        const [cx, cy] = [x1 + (x2 - x1) * at, y1 + (y2 - y1) * at];
        parts.push(
          line(x1, y1, x2, y2, theme.line, 2),
          `<rect x="${cx - 32}" y="${cy - 17}" width="64" height="34" rx="4" fill="${theme.surface}"/>`,
          text(cx, cy - 3, String(weights[from][to]), 'font-size="12"'),
          text(cx, cy + 12, number(gradients[from][to]), `font-size="12" fill="${theme.bad}"`),
        );
      }
    }
  }
  const neuron = (column: number, row: number, value: string, above: string, below: string): void => {
    const [cx, cy] = [columns[column], rows[row]];
    parts.push(
      `<circle cx="${cx}" cy="${cy}" r="38" fill="${theme.surface}" stroke="${theme.accent}" stroke-width="2"/>`,
      text(cx, cy + 5, value, 'font-weight="bold"'),
      text(cx, cy - 48, above, 'font-size="12"'),
      text(cx, cy + 58, below, `font-size="12" fill="${theme.bad}"`),
    );
  };
  for (const n of [0, 1]) {
    neuron(0, n, String(x[n]), `x${n}`, '');
    neuron(1, n, number(h[n]), `z1 = ${number(z1[n])}`, `dz1 = ${number(dz1[n])}`);
    neuron(2, n, number(p[n]), `z2 = ${number(z2[n])}`, `dz2 = ${number(dz2[n])}`);
  }
  parts.push(
    text(
      350,
      356,
      'black: forward, and the weights; red: derivatives of the loss, backward',
      'font-size="12"',
    ),
  );
  save(
    'backpropagation',
    svg(700, 370, 'A net of 2-2-2 with the numbers of one forward and one backward pass', parts),
  );
}

// ---- 7: the paths of three optimizers into a narrow valley
{
  const reference = new ReferenceKernels();
  const [steepness, start] = [20, [-9, 2.4]];
  /** The contour line of (w0^2 + 20 w1^2) / 2 at this level. */
  const contour = (level: number): { x: number; y: number }[] =>
    Array.from({ length: 49 }, (_, n) => {
      const [angle, radius] = [(Math.PI * n) / 24, Math.sqrt(2 * level)];
      return { x: radius * Math.cos(angle), y: (radius * Math.sin(angle)) / Math.sqrt(steepness) };
    });
  function path(make: (parameters: readonly Trainable[]) => Optimizer, lr: number, name: string) {
    const parameter = { value: reference.matrix(1, 2), gradient: reference.matrix(1, 2), decays: true };
    const { data: w } = parameter.value;
    w.set(start);
    const optimizer = make([parameter]);
    const points = [{ x: w[0], y: w[1], name }];
    for (let step = 0; step < 40; step++) {
      parameter.gradient.data.set([w[0], steepness * w[1]]);
      optimizer.step(lr);
      points.push({ x: w[0], y: w[1], name });
    }
    return points;
  }
  const paths = [
    path((parameters) => new Sgd(reference, parameters, 0), 0.09, 'SGD, 0.09'),
    path((parameters) => new Momentum(reference, parameters, 0.8, 0), 0.03, 'momentum 0.8, 0.03'),
    path((parameters) => new Adam(reference, parameters, 0), 0.5, 'Adam, 0.5'),
  ];
  const domain = { x: [-10, 4], y: [-3, 3] };
  plot(
    'optimizers',
    'Forty steps of SGD, momentum and Adam down a valley twenty times as steep across as along',
    {
      height: 620,
      fy: { domain: paths.map(([{ name }]) => name), label: null },
      marginRight: 150,
      x: { domain: domain.x, label: 'w0', labelArrow: 'none' },
      y: { domain: domain.y, label: 'w1', labelArrow: 'none', ticks: 3 },
      marks: [
        ...[0.5, 3, 10, 25, 50, 80].map((level) =>
          Plot.line(contour(level), { x: 'x', y: 'y', stroke: theme.line, clip: true }),
        ),
        ...paths.flatMap((points, n) => {
          const stroke = [theme.bad, theme.warn, theme.accent][n];
          return [
            Plot.line(points, { x: 'x', y: 'y', fy: 'name', stroke, strokeWidth: 1.75 }),
            Plot.dot(points, { x: 'x', y: 'y', fy: 'name', fill: stroke, r: 2.5 }),
          ];
        }),
      ],
    },
  );
}

// ---- 8 and 9: feature maps, and what an answer rests on
{
  const { model } = await trained({ network: 'conv 8 5x5, relu, maxpool 2, dense 10' });
  const pixels = pixelsOf(test, 0);
  const [conv, pool] = readActivations(model, pixels, kernels);
  const filters = model.parameters[0];
  const parts = [
    grey(pixels, 28, 255, { x: 16, y: 92, scale: 3.4 }),
    text(63, 208, '28x28'),
    text(100, 40, 'filter 5x5', 'text-anchor="end"'),
  ];
  for (let f = 0; f < 8; f++) {
    const x = 140 + 84 * f;
    const map = (values: Float32Array): Float32Array => values.filter((_, n) => n % 8 === f);
    parts.push(
      signed(filters.subarray(25 * f, 25 * (f + 1)), 5, largest(filters), { x: x + 16, y: 14, scale: 8 }),
      grey(map(conv.values), 24, largest(conv.values), { x, y: 82, scale: 3 }),
      grey(map(pool.values), 12, largest(pool.values), { x, y: 186, scale: 6 }),
    );
  }
  parts.push(text(470, 172, 'after convolution and ReLU: 24x24', 'font-size="12"'));
  parts.push(text(470, 276, 'after max pooling: 12x12', 'font-size="12"'));
  save(
    'convolution',
    svg(824, 290, 'Eight filters, what each gives for a digit, and that after max pooling', parts),
  );

  const panels: string[] = [];
  for (const [place, index] of [502, 0, 883].entries()) {
    const image = pixelsOf(test, index);
    const { prediction, occlusion } = await explain(model, image, kernels, { nearest: 0 });
    const changes = Float32Array.from(occlusion.drops);
    const x = 20 + 236 * place;
    const answer = `${prediction.digit} (${(100 * prediction.confidence).toFixed(1)}%)`;
    panels.push(
      grey(image, 28, 255, { x, y: 34, scale: 3.6 }),
      signed(changes, 28, largest(changes), { x: x + 108, y: 34, scale: 3.6 }),
      text(x + 104, 22, `test image ${index}, ${withArticle(String(test.labels[index]))}`),
      text(x + 104, 154, `read as ${answer}`, 'font-weight="bold"'),
    );
  }
  save('occlusion', svg(736, 168, 'Three digits, and where covering them changes the confidence', panels));
}

// ---- 10: how often a pixel has ink
{
  const often = new Float32Array(784);
  for (const [n, ink] of digits.images.entries()) if (ink > 0) often[n % 784] += 1 / digits.count;
  const mean = often.reduce((a, b) => a + b);
  save(
    'zeros',
    svg(420, 344, 'How often each of the 784 pixels has ink', [
      grey(often, 28, 1, { x: 70, y: 16, scale: 10 }),
      text(
        210,
        322,
        `on average ${mean.toFixed(1)} of 784 pixels (${((100 * mean) / 784).toFixed(1)}%) have ink`,
      ),
    ]),
  );
}
await kernels.close();
