/** The report of `nn explain`: the input of the network, the occlusion map, the activations, and the nearest images. */

import { IMAGE_PIXELS } from '../../constants.ts';
import type { LabelledImages } from '../../dataset/dataset.ts';
import type { LayerActivation } from '../../evaluation/activations.ts';
import type { Explanation } from '../../evaluation/explain.ts';
import type { Covering } from '../../evaluation/occlusion.ts';
import { formatShape } from '../../network/layer-output.ts';
import { draw, type Figure } from '../figure.ts';
import { occlusionFigure } from '../figures/occlusion.ts';
import { probabilitiesFigure } from '../figures/probabilities.ts';
import { Html, html, nothing } from '../html.ts';
import { confidenceText, count, counted, percent, withArticle } from '../numbers.ts';
import { type Fact, factSection, renderPage, section, tiles } from '../page.ts';
import { greyPicture, largest, signedPicture } from '../pictures.ts';
import { pageTheme } from '../theme.ts';
import type { ReportTools } from '../tools.ts';

export interface ExplainedImage {
  /** The name of the image, for people. */
  readonly image: string;
  readonly model: string;
  /** 784 bytes: the input of the network. */
  readonly pixels: Uint8Array;
  readonly explanation: Explanation;
  /** The name of a class. */
  readonly nameOf: (label: number) => string;
  /** The images that were searched for the nearest ones; null if none were. */
  readonly among: {
    readonly name: string;
    readonly images: LabelledImages;
    /** Whether the model was trained on them. */
    readonly learntFrom: boolean;
    readonly labelName: (label: number) => string;
  } | null;
  readonly facts: readonly Fact[];
}

export function explanationFigures({ pixels, explanation, nameOf }: ExplainedImage): Figure[] {
  const { prediction, occlusion } = explanation;
  return [
    occlusionFigure(pixels, occlusion, nameOf(prediction.digit)),
    probabilitiesFigure(prediction.probabilities, prediction.digit, nameOf),
  ];
}

export async function explanationReport(explained: ExplainedImage, tools: ReportTools): Promise<string> {
  const { image, model, explanation, facts } = explained;
  return renderPage({
    kind: 'Explanation',
    subject: image,
    about: `Why ${model} gave this answer.`,
    content: [
      summary(explained),
      occlusionSection(explained, tools),
      section(
        'Activations',
        html`<p class="lead">The strongest neurons or feature maps of each layer. A neuron is active if its activation function gets an input above 0.</p>\n`,
        ...explanation.activations.map((layer, n) =>
          layerActivations(layer, n === explanation.activations.length - 1, explained, tools),
        ),
      ),
      nearestSection(explained, tools),
      factSection('How to reproduce it', facts),
    ],
  });
}

function summary({ explanation, nameOf }: ExplainedImage): Html {
  const { prediction, runnerUp } = explanation;
  return tiles([
    ['Answer', nameOf(prediction.digit), `confidence ${confidenceText(prediction.confidence)}`],
    ['Runner-up', nameOf(runnerUp.digit), percent(runnerUp.confidence, 1)],
  ]);
}

function occlusionSection({ pixels, explanation, nameOf }: ExplainedImage, tools: ReportTools): Html {
  const { occlusion, prediction } = explanation;
  const { window, drops, mostFor, mostAgainst } = occlusion;
  const answer = nameOf(prediction.digit);
  const change = (title: string, covering: Covering | null): Html => {
    if (covering === null) return nothing;
    const [from, to] = [prediction, covering].map(({ confidence }) => confidenceText(confidence));
    if (covering.digit === prediction.digit && from === to) return nothing;
    const read = nameOf(covering.digit);
    const other = covering.digit === prediction.digit ? '' : `, and the answer becomes ${read}`;
    return html`<p class="small"><b>${title}</b> around row ${covering.row}, column ${covering.column}: ${from} &rarr; ${to}${other}</p>\n`;
  };
  const map = signedPicture(drops, largest(drops), `occlusion map for ${answer}`, tools, undefined, pixels);
  const figure = probabilitiesFigure(prediction.probabilities, prediction.digit, nameOf);
  return section(
    'Occlusion',
    html`<p class="lead">The input of the network, and the occlusion map. Blue: covering this place with ${window}x${window} pixels of paper lowers the
confidence in ${answer}; orange: it raises it.</p>
<div class="two">
<div><div class="pair large">${greyPicture(pixels, 'the input of the network', tools)}${map}</div>
${change('Largest decrease', mostFor)}${change('Largest increase', mostAgainst)}</div>
<figure><h3>${figure.title}</h3>${new Html(draw(figure, pageTheme, tools))}</figure>
</div>`,
  );
}

/** Layers with more neurons than this are not drawn. */
const MOST_NEURONS = 4096;
const ACROSS = 64;
const NAMED = 5;

function layerActivations(
  { text, output, values, active, strongest }: LayerActivation,
  last: boolean,
  { nameOf }: ExplainedImage,
  tools: ReportTools,
): Html {
  const { shape } = output;
  const size = shape === null ? count(output.width) : formatShape(shape);
  const named = strongest
    .slice(0, NAMED)
    .map(({ unit, value }) => `${last ? nameOf(unit) : `#${unit}`}: ${value.toFixed(2)}`)
    .join(', ');
  const heading = html`<h3>${text} <span class="soft">${size}</span></h3>\n`;
  if (last) return html`<div>${heading}<p class="small">Logits: ${named}</p></div>\n`;
  const fraction = html`<p class="soft small">${percent(active / values.length, 1)} of ${count(values.length)} active</p>\n`;
  if (shape === null) {
    const strip = values.length > MOST_NEURONS ? nothing : neurons(values, text, tools);
    return html`<div>${heading}${fraction}${strip}<p class="small">Strongest: ${named}</p></div>\n`;
  }
  const { height, width, channels } = shape;
  const bytes = inks(values);
  const maps = strongest.map(({ unit, value }) => {
    const plane = Uint8Array.from({ length: height * width }, (_, k) => bytes[k * channels + unit]);
    return html`<li>${greyPicture(plane, `map ${unit} of ${text}`, tools, { width, height })}#${unit}<span class="soft">${value.toFixed(2)}</span></li>\n`;
  });
  return html`<div>${heading}${fraction}<ul class="digits maps">${maps}</ul></div>\n`;
}

/** A square per neuron, darker for larger activations. */
function neurons(values: Float32Array, text: string, tools: ReportTools): Html {
  const width = Math.min(ACROSS, values.length);
  const height = Math.ceil(values.length / width);
  const pixels = new Uint8Array(width * height);
  pixels.set(inks(values));
  return html`<div class="strip">${greyPicture(pixels, `the ${counted(values.length, 'neuron')} of ${text}`, tools, { width, height })}</div>`;
}

/** Maps the minimum of a layer to paper, its maximum to ink. */
function inks(values: Float32Array): Uint8Array {
  const [low, high] = [Math.min, Math.max].map((choose) => values.reduce((a, b) => choose(a, b)));
  const range = high - low || 1;
  return Uint8Array.from(values, (value) => Math.round((255 * (value - low)) / range));
}

function nearestSection({ explanation, among, nameOf }: ExplainedImage, tools: ReportTools): Html {
  if (among === null || explanation.nearest.length === 0) return nothing;
  const { nearest, activations, prediction } = explanation;
  const hidden = activations.at(-2)?.text ?? 'the pixels';
  const alike = nearest.filter(({ label }) => label === prediction.digit).length;
  const which = among.learntFrom
    ? `the ${counted(among.images.count, 'image')} that the network was trained on`
    : `${counted(among.images.count, 'image')} of ${among.name}`;
  const items = nearest.map(({ index, label, distance }) => {
    const pixels = among.images.images.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS);
    const name = among.labelName(label);
    return html`<li>${greyPicture(pixels, `image ${index}, ${withArticle(name)}`, tools)}<b>${name}</b>${distance.toFixed(2)}<span class="soft">#${index}</span></li>\n`;
  });
  return section(
    'Nearest images',
    html`<p class="lead">The nearest of ${which}, by Euclidean distance in ${hidden}; the label of ${alike} of these ${nearest.length} is ${nameOf(prediction.digit)}.</p>
<ul class="digits">${items}</ul>`,
  );
}
