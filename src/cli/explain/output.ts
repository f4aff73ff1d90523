/** The output of `nn explain`: as JSON, or drawn. */

import { IMAGE_PIXELS, IMAGE_WIDTH, type LabelledImages } from '../../dataset/dataset.ts';
import type { LayerActivation } from '../../evaluation/activations.ts';
import type { Explanation } from '../../evaluation/explain.ts';
import type { Covering, Occlusion } from '../../evaluation/occlusion.ts';
import { recognitionObject } from '../../image/recognition-object.ts';
import type { RecognizedDigit } from '../../image/recognize.ts';
import type { Candidate } from '../../image/segment/lattice.ts';
import { nameOf } from '../predict/answer-text.ts';
import { digitLines, GAP, joinColumns } from '../predict/output.ts';
import type { Console } from '../terminal/console.ts';
import { digitRows } from '../terminal/digit-row.ts';
import { count, percent } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';
import { activationLines } from './activation-lines.ts';
import { occlusionLegend, occlusionLines } from './occlusion-lines.ts';

/** The images that were searched for the nearest ones. */
export interface Among {
  readonly name: string;
  readonly images: LabelledImages;
  /** Whether the model was trained on them. */
  readonly learntFrom: boolean;
  /** Their class names. */
  readonly labelName: (label: number) => string;
}

export interface Explained {
  readonly image: string;
  readonly model: string;
  /** The training data of the model; null if unknown. */
  readonly trainedOn: string | null;
  readonly view: Candidate;
  /** In the whole image. */
  readonly digitsFound: number;
  readonly explanation: Explanation;
  /** Null if none were requested. */
  readonly among: Among | null;
  /** The class names of answers. */
  readonly labelName: (label: number) => string;
}

/** Layers or maps with more values than this are omitted. */
const MOST_LISTED = 1024;

/** Six digits are sufficient for a float32. */
const short = (value: number): number => Number(value.toPrecision(6));
const shortAll = (values: Float32Array): number[] => Array.from(values, short);

export function explanationObject(explained: Explained): object {
  const { image, model, view, digitsFound, explanation, among } = explained;
  const { prediction, runnerUp, activations, occlusion, nearest } = explanation;
  const { window, drops, mostFor, mostAgainst } = occlusion;
  const digit: RecognizedDigit = { ...prediction, ...view };
  return {
    ...recognitionObject(image, { kind: 'digit', lines: [{ digits: [digit] }], digitsFound }),
    model,
    pixels: Array.from(view.pixels),
    runnerUp,
    layers: activations.map(layerObject),
    occlusion: { window, drops: shortAll(drops), mostFor, mostAgainst },
    nearest:
      among === null
        ? null
        : {
            data: among.name,
            count: among.images.count,
            learntFrom: among.learntFrom,
            images: nearest.map((one) => ({ ...one, pixels: Array.from(pixelsOf(among, one.index)) })),
          },
  };
}

function layerObject({ text, output, values, threshold, active, strongest }: LayerActivation): object {
  const { shape, width } = output;
  const channels = shape?.channels ?? 0;
  const size = shape === null ? 0 : shape.height * shape.width;
  const map = (unit: number): number[] | null =>
    size > MOST_LISTED ? null : Array.from({ length: size }, (_, k) => short(values[k * channels + unit]));
  return {
    text,
    output,
    threshold,
    active,
    strongest: strongest.map(({ unit, value }) => ({
      unit,
      value: short(value),
      ...(shape === null ? {} : { values: map(unit) }),
    })),
    ...(shape === null ? { values: width > MOST_LISTED ? null : shortAll(values) } : {}),
  };
}

const pixelsOf = ({ images }: Among, index: number): Uint8Array =>
  images.images.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS);

export function printExplanation(explained: Explained, console: Console): void {
  const { image, view, explanation, among, labelName } = explained;
  const { prediction, runnerUp, activations, occlusion } = explanation;
  const { paint } = console.out;
  const note = `${percent(prediction.confidence, 1)}, then ${nameOf(runnerUp)}: ${percent(runnerUp.confidence, 1)}`;
  const side = occlusion.window;
  const sections = [
    digitLines(image, { ...prediction, ...view }, null, note, console),
    [
      console.out.prose(
        `${paint.bold('Occlusion')}: how the confidence in ${nameOf(prediction)} changes with ${side}x${side} pixels covered`,
      ),
      '',
      ...occlusionSection(view, occlusion, nameOf(prediction), prediction.confidence, labelName, console),
    ],
    [
      `${paint.bold('Activations')}: the strongest of each layer`,
      '',
      ...activationLines(activations, labelName, console),
    ],
    ...(among === null ? [] : [nearestSection(explained, among, console)]),
  ];
  console.result(sections.map((lines) => lines.join('\n').trimEnd()).join('\n\n'));
}

/** Minimum columns next to a map. */
const LEAST_NOTES = 44;

function occlusionSection(
  { pixels }: Candidate,
  { drops, mostFor, mostAgainst }: Occlusion,
  answer: string,
  before: number,
  labelName: Explained['labelName'],
  { out, blocks }: Console,
): string[] {
  const { paint, columns } = out;
  const picture = occlusionLines(pixels, drops, IMAGE_WIDTH, paint, blocks);
  const change = (title: string, covering: Covering | null): string[] => {
    if (covering === null) return [];
    const { row, column, confidence, digit } = covering;
    const read = labelName(digit);
    const [from, to] = [before, confidence].map((fraction) => percent(fraction, 1));
    if (read === answer && from === to) return [];
    return [
      '',
      `${title}: around row ${row}, column ${column}`,
      `${from} -> ${to}${read === answer ? '' : `, and the answer is ${read}`}`,
    ];
  };
  const notes = [
    ...occlusionLegend(answer, paint, blocks).map(([mark, text]) => `${mark}  ${text}`),
    ...change('Most for it', mostFor),
    ...change('Most against it', mostAgainst),
  ];
  return columns - IMAGE_WIDTH - GAP.length < LEAST_NOTES
    ? [...picture, '', ...notes.map((line) => out.prose(line))]
    : joinColumns(picture, notes);
}

function nearestSection(
  { explanation, trainedOn }: Explained,
  among: Among,
  { out, blocks }: Console,
): string[] {
  const { nearest, activations, prediction } = explanation;
  const hidden = activations.at(-2)?.text;
  const alike = nearest.filter(({ label }) => label === prediction.digit).length;
  const source = trainedOn === null ? '' : ` (it was trained on ${printable(trainedOn)})`;
  const which = among.learntFrom
    ? `of the ${count(among.images.count)} digits that it was trained on`
    : `of ${count(among.images.count)} digits of ${printable(among.name)}${source}`;
  const digits = nearest.map(({ index, label, distance }) => ({
    pixels: pixelsOf(among, index),
    caption: [`${among.labelName(label)}  #${index}`, `distance ${distance.toFixed(2)}`],
  }));
  const by = `by ${hidden ?? 'their pixels'}; ${alike} of these ${nearest.length} show ${nameOf(prediction)}`;
  return [
    out.prose(`${out.paint.bold('Nearest')} ${which}`),
    out.paint.dim(out.prose(by)),
    '',
    ...digitRows(digits, IMAGE_WIDTH, out.columns, out.paint, blocks),
  ];
}
