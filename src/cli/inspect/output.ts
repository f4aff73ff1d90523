/** The output of `nn inspect` for people. */

import type { Inspection } from '../../network/inspection.ts';
import { formatShape } from '../../network/layer-output.ts';
import type { Model, Provenance } from '../../network/model.ts';
import { weightShapeOf } from '../../network/model-size.ts';
import type { Paint } from '../terminal/colour.ts';
import type { Console, OutputStream } from '../terminal/console.ts';
import { enlarged, pictureLines, sideBySide } from '../terminal/image.ts';
import { count, counted, percent } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';
import { rows } from '../terminal/tables.ts';

/** Facts that stay on a line, because they may be copied. */
const toCopy: ReadonlySet<string> = new Set(['Data hash', 'Reproduce']);

/** The layers, their cost, and the origin of the model. `line`: see `reproduceTraining`. */
export function inspectionText(
  path: string,
  inspection: Inspection,
  line: string | null,
  out: OutputStream,
): string {
  const { paint } = out;
  const { network, loss, binarize, training, layers, parameters, multiplyAdds } = inspection;
  const facts: (readonly [string, string])[] = [
    ['Network', network],
    ['Input', `28x28 pixels, ${binarize ? 'black or white' : 'grey'}`],
    ['Loss', loss],
    ...(training === null
      ? ([['Origin', 'unknown: the file does not say']] as const)
      : originFacts(training)),
    ...(line === null ? [] : ([['Reproduce', line]] as const)),
  ];
  return [
    paint.bold(printable(path)),
    '',
    rows(
      ['layer', 'output', 'parameters', 'multiply-adds'].map(paint.bold),
      [
        ...layers.map(({ text, output, ...layer }) => [
          text,
          output.shape === null ? String(output.width) : formatShape(output.shape),
          number(layer.parameters, paint),
          number(layer.multiplyAdds, paint),
        ]),
        ['total', '', count(parameters), count(multiplyAdds)].map(paint.bold),
      ],
      undefined,
      1,
    ),
    '',
    ...facts.map(([name, value]) => {
      const fact = `${paint.bold(name.padEnd(9))}  ${printable(value)}`;
      return toCopy.has(name) ? fact : out.prose(fact, 11);
    }),
  ].join('\n');
}

function originFacts(training: Provenance): (readonly [string, string])[] {
  const { data, history, epoch, teachers = [] } = training;
  const last = history[epoch - 1];
  const seed = training.options.seed === undefined ? '' : `, seed ${training.options.seed}`;
  return [
    [
      'Data',
      `${data.name}: ${count(data.train)} training and ${counted(data.validation, 'validation image')}`,
    ],
    ['Data hash', data.hash],
    ['Trained', `${counted(history.length, 'epoch')} by nn ${training.nn}${seed}`],
    ...(teachers.length === 0
      ? []
      : ([
          [
            'Teachers',
            `${counted(teachers.length, 'model')}: ${teachers.map(({ sha256 }) => sha256.slice(0, 12)).join(', ')}`,
          ],
        ] as const)),
    ...(training.interrupted ? ([['', 'interrupted before its end']] as const) : []),
    ...(last?.validationAccuracy == null
      ? []
      : ([['Accuracy', `${percent(last.validationAccuracy)} (validation, epoch ${epoch})`]] as const)),
  ];
}

function number(value: number, paint: Paint): string {
  return value === 0 ? paint.dim('.') : count(value);
}

const MOST_NEURONS = 10;
const MOST_FILTERS = 64;
const GAP = 2;
/** Width of each weight of a filter in columns; its height is half as many lines. */
const FILTER_PIXEL = 2;

/** Lines around the pictures: the heading, an empty one below it, and one below the pictures. */
const FRAME = 3;

/**
 * White where ink activates a neuron or filter, black where it inhibits it; each has its own scale.
 * @param rows of the terminal to fill; one row of pictures is always drawn
 * @returns no lines if the first layer has no weights
 */
export function firstLayerPictures(
  { architecture, parameters }: Model,
  rows: number,
  console: Console,
): string[] {
  const [first] = architecture;
  const shape = weightShapeOf(first);
  if (shape === null) return [];
  const [weights] = parameters;
  const filters = first.kind === 'conv2d';
  const [height, width] = filters ? first.kernel : [28, 28];
  const total = filters ? shape.rows : shape.cols;
  const [step, next] = filters ? [1, shape.cols] : [shape.cols, 1];
  const scale = filters ? FILTER_PIXEL : 1;
  const { out, blocks } = console;
  const across = Math.max(1, Math.floor((out.columns + GAP) / (width * scale + GAP)));
  const down = Math.max(1, Math.floor((rows - FRAME) / (Math.ceil((height * scale) / 2) + 1)));
  const shown = Math.min(total, filters ? MOST_FILTERS : MOST_NEURONS, across * down);
  const pictures = Array.from({ length: shown }, (_, unit) => {
    const numbers = Float32Array.from({ length: height * width }, (_, k) => weights[unit * next + k * step]);
    const pixels = enlarged(greys(numbers), width, height, scale);
    return pictureLines(pixels, width * scale, height * scale, out.paint, blocks);
  });
  const name = filters ? 'filters' : 'neurons';
  const [which, more] =
    shown < total
      ? [`${shown} of ${count(total)} ${name}`, '; more with --report']
      : [`all ${count(total)} ${name}`, ''];
  const heading = `${out.paint.bold('First layer')}: weights of ${which} (white: positive)${more}`;
  const lines = [out.prose(heading)];
  for (let start = 0; start < shown; start += across) {
    lines.push('', ...sideBySide(pictures.slice(start, start + across), GAP));
  }
  return [...lines, ''];
}

/** Maps 0 to the middle grey, the largest weight to white or black. */
function greys(weights: Float32Array): Uint8Array {
  const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) || 1;
  return Uint8Array.from(weights, (weight) => Math.round(127.5 + (127.5 * weight) / largest));
}
