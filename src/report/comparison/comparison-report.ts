/** The report of `nn compare`: the significance of the difference, and the images on which the models differ. */

import { CLASSES, IMAGE_PIXELS } from '../../constants.ts';
import type { LabelledImages } from '../../dataset/dataset.ts';
import type { Comparison } from '../../evaluation/compare.ts';
import { answersOf } from '../../evaluation/metrics.ts';
import { draw, type Figure } from '../figure.ts';
import { accuraciesFigure } from '../figures/accuracies.ts';
import { Html, html, nothing } from '../html.ts';
import { confidenceText, count, counted, percent, withArticle } from '../numbers.ts';
import { type Fact, factSection, renderPage, section, table, tiles } from '../page.ts';
import { greyPicture } from '../pictures.ts';
import { pageTheme } from '../theme.ts';
import type { ReportTools } from '../tools.ts';

export interface ComparedModels {
  /** The names of A and B, for people. */
  readonly models: readonly [first: string, second: string];
  readonly data: string;
  readonly images: LabelledImages;
  /** The name of a class. */
  readonly nameOf: (label: number) => string;
  readonly comparison: Comparison;
  /** N x 10 each. */
  readonly probabilities: readonly [first: Float32Array, second: Float32Array];
  /** The verdict in a line, or why there is none. */
  readonly verdict: string;
  /** Whether the comparison is valid: neither model was trained on the images. */
  readonly valid: boolean;
  readonly facts: readonly Fact[];
}

const MOST_IMAGES = 120;

interface Told {
  readonly index: number;
  readonly answers: readonly [number, number];
  readonly confidences: readonly [number, number];
}

export function comparisonFigures({ models, comparison }: Omit<ComparedModels, 'facts'>): Figure[] {
  return [accuraciesFigure(models, comparison)];
}

export async function comparisonReport(compared: ComparedModels, tools: ReportTools): Promise<string> {
  const { models, data, comparison, verdict, valid, facts } = compared;
  const { accuracies, intervals, bothRight, firstOnly, secondOnly, neitherRight } = comparison;
  const side = (n: 0 | 1, name: string): readonly [string, string, string] => {
    const [low, high] = intervals[n];
    return [
      `Accuracy of ${name}`,
      percent(accuracies[n]),
      `95% interval: ${percent(low)} to ${percent(high)}`,
    ];
  };
  const [least, most] = comparison.differenceInterval;
  return renderPage({
    kind: 'Comparison',
    subject: `${models[0]} and ${models[1]}`,
    about: `A and B on the same ${counted(comparison.count, 'test image')} of ${data}.`,
    content: [
      html`<p class="${valid ? 'note plain' : 'note'}">${verdict}</p>\n`,
      tiles([
        side(0, 'A'),
        side(1, 'B'),
        [
          'A - B',
          `${points(comparison.difference)} points`,
          `95% interval: ${points(least)} to ${points(most)}`,
        ],
        [
          'p',
          comparison.pValue < 0.001 ? '< 0.001' : String(Number(comparison.pValue.toPrecision(2))),
          "McNemar's exact test",
        ],
      ]),
      section(
        'Correct answers',
        html`<div class="two">${table(
          'Correct answers',
          ['images', 'B right', 'B wrong'],
          [
            ['A right', count(bothRight), count(firstOnly)],
            ['A wrong', count(secondOnly), count(neitherRight)],
          ],
        )}${comparisonFigures(compared).map(
          (figure) =>
            html`<figure><h3>${figure.title}</h3>${new Html(draw(figure, pageTheme, tools))}</figure>`,
        )}</div>`,
      ),
      ...groups(compared).map(([title, told]) => imageSection(title, told, compared, tools)),
      factSection('How to reproduce it', facts),
    ],
  });
}

/** 0.0123 -> +1.23 */
function points(fraction: number): string {
  return `${fraction > 0 ? '+' : ''}${(100 * fraction).toFixed(2)}`;
}

/** The images that only A, only B or neither classifies correctly; the most confident mistakes first. */
function groups({ images, probabilities }: ComparedModels): (readonly [string, readonly Told[]])[] {
  const answers = probabilities.map(answersOf) as [Uint8Array, Uint8Array];
  const found: [onlyA: Told[], onlyB: Told[], neither: Told[]] = [[], [], []];
  for (const [index, label] of images.labels.entries()) {
    const own = [answers[0][index], answers[1][index]] as const;
    const right = own.map((answer) => answer === label);
    if (right[0] && right[1]) continue;
    const confidences = [
      probabilities[0][index * CLASSES + own[0]],
      probabilities[1][index * CLASSES + own[1]],
    ] as const;
    found[right[0] ? 0 : right[1] ? 1 : 2].push({ index, answers: own, confidences });
  }
  const wrong = [1, 0, 0] as const; // the model by whose confidence each group is sorted
  for (const [n, group] of found.entries())
    group.sort((a, b) => b.confidences[wrong[n]] - a.confidences[wrong[n]] || a.index - b.index);
  return [
    ['Only A is right', found[0]],
    ['Only B is right', found[1]],
    ['Both are wrong', found[2]],
  ];
}

function imageSection(
  title: string,
  told: readonly Told[],
  { images, nameOf }: ComparedModels,
  tools: ReportTools,
): Html {
  if (told.length === 0) return section(title, html`<p class="lead">There are none.</p>`);
  const shown = told.slice(0, MOST_IMAGES);
  const extent =
    shown.length < told.length
      ? `A sample: the ${count(shown.length)} most confident of ${counted(told.length, 'mistake')}.`
      : nothing;
  const items = shown.map(({ index, answers, confidences }) => {
    const pixels = images.images.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS);
    const label = images.labels[index];
    const line = (n: 0 | 1): Html =>
      html`<span${answers[n] === label ? nothing : html` class="soft"`}>${n === 0 ? 'A' : 'B'}: ${nameOf(answers[n])}, ${confidenceText(confidences[n])}</span>`;
    return html`<li>${greyPicture(pixels, `image ${index}, ${withArticle(nameOf(label))}`, tools)}<b>${nameOf(label)}</b>${line(0)}${line(1)}<span class="soft">#${index}</span></li>\n`;
  });
  return section(
    title,
    html`<p class="lead">${counted(told.length, 'image')}: the label, and the answers of both. ${extent}</p>
<ul class="digits told">${items}</ul>`,
  );
}
