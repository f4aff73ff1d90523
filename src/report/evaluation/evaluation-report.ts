/** The report of `nn eval`: accuracy, confusion matrix, calibration, and how to reproduce it. */

import { CLASSES, IMAGE_PIXELS } from '../../constants.ts';
import type { LabelledImages } from '../../dataset/dataset.ts';
import type { Evaluation } from '../../evaluation/evaluation.ts';
import type { Occlusion } from '../../evaluation/occlusion.ts';
import type { RobustnessRow } from '../../evaluation/robustness.ts';
import { draw, type Figure } from '../figure.ts';
import { confidenceFigure } from '../figures/confidence.ts';
import { cellId, confusionFigure } from '../figures/confusion.ts';
import { perClassFigure } from '../figures/per-class.ts';
import { reliabilityFigure } from '../figures/reliability.ts';
import { robustnessFigures } from '../figures/robustness.ts';
import { Html, html, nothing } from '../html.ts';
import { confidenceText, count, counted, percent, withArticle } from '../numbers.ts';
import { type Fact, factSection, renderPage, section, table, tiles } from '../page.ts';
import { greyPicture, largest, signedPicture } from '../pictures.ts';
import { pageTheme } from '../theme.ts';
import type { ReportTools } from '../tools.ts';
import { type CellSample, sampleCells } from './cells.ts';

export interface MeasuredModel {
  /** The name of the model, or of the ensemble, for people. */
  readonly model: string;
  readonly data: string;
  readonly images: LabelledImages;
  /** The name of a class. */
  readonly nameOf: (label: number) => string;
  readonly evaluation: Evaluation;
  /** N x 10. */
  readonly probabilities: Float32Array;
  /** Null if it was not measured. */
  readonly robustness: readonly RobustnessRow[] | null;
  /** For mistakes, by the index of the image; null for an ensemble. */
  readonly occlusions: ReadonlyMap<number, Occlusion> | null;
  /** Why the figures do not apply to unseen digits; empty if they do. */
  readonly warning: readonly string[];
  /** How to reproduce it: names and values, and commands. */
  readonly facts: readonly Fact[];
}

/** The figures of a report, which `--plots` writes as separate files. */
export function evaluationFigures(measured: Omit<MeasuredModel, 'occlusions' | 'facts'>): Figure[] {
  const { evaluation, probabilities, images, nameOf, robustness } = measured;
  return [
    confusionFigure(evaluation.confusion, nameOf, false),
    perClassFigure(evaluation.perClass, nameOf),
    reliabilityFigure(evaluation.reliability, evaluation.calibrationError),
    confidenceFigure(probabilities, images.labels),
    ...robustnessFigures(robustness ?? []),
  ];
}

export async function evaluationReport(measured: MeasuredModel, tools: ReportTools): Promise<string> {
  const { model, data, evaluation, warning, robustness } = measured;
  return renderPage({
    kind: 'Evaluation',
    subject: model,
    about: `Measured on ${counted(evaluation.count, 'test image')} of ${data}.`,
    content: [
      warning.length === 0 ? nothing : html`<p class="note">${warning.join(' ')}</p>\n`,
      summary(measured),
      confusionSection(measured, tools),
      classSection(measured, tools),
      confidenceSection(measured, tools),
      mistakeSection(measured, tools),
      robustness === null ? nothing : robustnessSection(robustness, tools),
      factSection('How to reproduce it', measured.facts),
    ],
  });
}

function summary({ evaluation, warning }: MeasuredModel): Html {
  const { accuracy, interval, top2Accuracy, loss, calibrationError, confusion } = evaluation;
  const mistakes = confusion.reduce(
    (sum, row, label) => sum + row.reduce((s, images, answer) => (answer === label ? s : s + images), 0),
    0,
  );
  const [low, high] = interval.map((end) => percent(end));
  const note = warning.length > 0 ? 'some images were used in training' : `95% interval: ${low} to ${high}`;
  return tiles([
    ['Accuracy', percent(accuracy), note],
    ['Mistakes', count(mistakes), `of ${counted(evaluation.count, 'image')}`],
    ['Top 2', percent(top2Accuracy), 'label among the two most likely'],
    ['Loss', loss.toFixed(4), 'cross-entropy, in nats'],
    ['Calibration error', percent(calibrationError), 'expected (ECE), over ten bins'],
  ]);
}

function plot(figure: Figure, tools: ReportTools): Html {
  return new Html(draw(figure, pageTheme, tools));
}

function confusionSection(measured: MeasuredModel, tools: ReportTools): Html {
  const { evaluation, images, nameOf, probabilities } = measured;
  const samples = sampleCells(probabilities, images.labels, evaluation.confusion);
  const mistakes = samples.filter(({ label, answer }) => label !== answer);
  const worst = mistakes.reduce<CellSample | undefined>(
    (most, cell) => (cell.count > (most?.count ?? 0) ? cell : most),
    undefined,
  );
  const figure = confusionFigure(evaluation.confusion, nameOf, true);
  const pixelsOf = (index: number): Uint8Array => pixels(images, index);
  return section(
    'Confusion matrix',
    html`<p class="lead">Rows are labels, columns are answers; correct answers are on the diagonal.</p>
<div class="two">
<figure>${plot(figure, tools)}</figure>
<div class="cells">
<p class="hint soft small">Select a cell of the matrix to see its images: the most confident mistakes first, or the least confident
correct answers first.</p>
${samples.map((sample) => cellSection(sample, sample === worst, nameOf, pixelsOf, tools))}</div>
</div>`,
  );
}

/** @param isFirst whether it is shown before a cell is selected */
function cellSection(
  { label, answer, count: images, shown }: CellSample,
  isFirst: boolean,
  nameOf: (label: number) => string,
  pixelsOf: (index: number) => Uint8Array,
  tools: ReportTools,
): Html {
  const title =
    label === answer ? `${nameOf(label)}, read correctly` : `${nameOf(label)} read as ${nameOf(answer)}`;
  const order = label === answer ? 'least confident' : 'most confident';
  const extent =
    shown.length < images
      ? `A sample: the ${count(shown.length)} ${order} of ${counted(images, 'image')}`
      : `${counted(images, 'image')}${images === 1 ? '' : `, ${order} first`}`;
  const items = shown.map(
    ({ index, confidence }) =>
      html`<li>${greyPicture(pixelsOf(index), `image ${index}`, tools)}${confidenceText(confidence)}<span class="soft">#${index}</span></li>\n`,
  );
  return html`<section id="${cellId(label, answer)}"${isFirst ? html` class="first"` : nothing}><h3>${title}</h3><p class="soft small">${extent}</p>
<ul class="digits">${items}</ul></section>\n`;
}

function classSection({ evaluation, nameOf }: MeasuredModel, tools: ReportTools): Html {
  const { perClass } = evaluation;
  const fraction = (value: number | null): string => (value === null ? '-' : percent(value));
  const rows = perClass.map(
    ({ digit, support, precision, recall, f1 }) =>
      [nameOf(digit), count(support), fraction(precision), fraction(recall), fraction(f1)] as const,
  );
  return section(
    'Each class',
    html`<div class="two">
<figure>${plot(perClassFigure(perClass, nameOf), tools)}
<figcaption><span class="key"></span>precision: fraction of the answers that are correct &nbsp; <span class="key ring"></span>recall:
fraction of the images that are recognized</figcaption></figure>
${table('Each class', ['class', 'images', 'precision', 'recall', 'F1'], rows)}
</div>`,
  );
}

function confidenceSection({ evaluation, probabilities, images }: MeasuredModel, tools: ReportTools): Html {
  const { reliability, calibrationError } = evaluation;
  return section(
    'Calibration',
    html`<div class="two">
<figure>${plot(reliabilityFigure(reliability, calibrationError), tools)}
<figcaption>Accuracy of the answers in each confidence bin, with 95% intervals. Below the dashed line: overconfident.</figcaption></figure>
<figure>${plot(confidenceFigure(probabilities, images.labels), tools)}
<figcaption>Confidence of correct and of wrong answers. The further apart the two, the more the confidence tells.</figcaption></figure>
</div>`,
  );
}

function mistakeSection(measured: MeasuredModel, tools: ReportTools): Html {
  const { evaluation, images, occlusions, nameOf, probabilities } = measured;
  const { mistakes } = evaluation;
  if (mistakes.length === 0)
    return section('Most confident mistakes', html`<p class="lead">There are none.</p>`);
  const items = mistakes.map(({ index, label, answer, confidence }) => {
    const own = pixels(images, index);
    const title = `${nameOf(label)} read as ${nameOf(answer)}`;
    const occlusion = occlusions?.get(index);
    const maps =
      occlusion === undefined
        ? nothing
        : signedPicture(
            occlusion.drops,
            largest(occlusion.drops),
            `occlusion map of image ${index}`,
            tools,
            undefined,
            own,
          );
    const given = probabilities[index * CLASSES + label];
    return html`<li><div class="pair">${greyPicture(own, `image ${index}, ${withArticle(nameOf(label))}`, tools)}${maps}</div>
<div><b>${title}</b><br>confidence ${confidenceText(confidence)}<br><span class="soft">${percent(given, 1)} for ${nameOf(label)}<br>image ${index}</span></div></li>\n`;
  });
  const maps =
    occlusions === null
      ? 'The input of the network. Ensembles have no occlusion maps.'
      : 'Blue: covering this place lowers the confidence in the answer; orange: it raises it.';
  return section(
    'Most confident mistakes',
    html`<p class="lead">The input of the network, and the occlusion map for its answer. ${maps}</p>
<ul class="mistakes">${items}</ul>`,
  );
}

function robustnessSection(rows: readonly RobustnessRow[], tools: ReportTools): Html {
  const inverted = rows.find(({ change }) => change === 'inversion');
  const figures = robustnessFigures(rows).map(
    (figure) => html`<figure><h3>${figure.title}</h3>${plot(figure, tools)}</figure>`,
  );
  const last = inverted === undefined ? '' : ` Inverted (dark on bright): ${percent(inverted.accuracy)}.`;
  return section(
    'Robustness',
    html`<p class="lead">Accuracy on distorted images, without preprocessing. Line: mean over all directions; area: down to the worst
direction; dashed: undistorted images.${last}</p>
<div class="three">${figures}</div>`,
  );
}

function pixels({ images }: LabelledImages, index: number): Uint8Array {
  return images.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS);
}
