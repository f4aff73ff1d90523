/** The report of `nn inspect`: the layers of a model, its weights, and its origin. */

import { type Inspection, inspect } from '../../network/inspection.ts';
import { formatShape } from '../../network/layer-output.ts';
import type { Model } from '../../network/model.ts';
import { weightShapeOf } from '../../network/model-size.ts';
import { draw, type Figure } from '../figure.ts';
import { accuracyFigure, lossFigure } from '../figures/curves.ts';
import { weightHistogram } from '../figures/weight-histogram.ts';
import { Html, html, nothing } from '../html.ts';
import { count, counted, percent } from '../numbers.ts';
import { type Fact, factSection, renderPage, section, tiles } from '../page.ts';
import { pageTheme } from '../theme.ts';
import type { ReportTools } from '../tools.ts';
import { extentOf, firstLayerOf, weightPictures } from '../weights.ts';

export interface InspectedModel {
  /** Its name, for people. */
  readonly name: string;
  readonly model: Model;
  readonly facts: readonly Fact[];
}

export async function inspectionReport(
  { name, model, facts }: InspectedModel,
  tools: ReportTools,
): Promise<string> {
  const inspection = inspect(model);
  const first = firstLayerOf(model.architecture, model.parameters);
  return renderPage({
    kind: 'Model',
    subject: name,
    about: inspection.network,
    content: [
      summary(inspection),
      architecture(inspection),
      first === null
        ? nothing
        : section(
            'Weights of the first layer',
            html`<p class="lead">Of ${extentOf(first)}. Blue: positive, ink there raises the output; orange: negative.</p>\n${weightPictures(first, null, tools)}`,
          ),
      histograms(model, inspection, tools),
      history(inspection, tools),
      factSection('Origin', facts),
    ],
  });
}

function summary({ parameters, multiplyAdds, layers, training, loss }: Inspection): Html {
  const kept = training?.history[training.epoch - 1];
  const accuracy = kept?.validationAccuracy;
  return tiles([
    ['Parameters', count(parameters)],
    ['Multiply-adds', count(multiplyAdds), 'per image'],
    ['Layers', count(layers.length)],
    ['Loss', loss],
    ...(accuracy == null
      ? []
      : [['Validation accuracy', percent(accuracy), `epoch ${training?.epoch}`] as const]),
  ]);
}

function architecture({ layers, binarize }: Inspection): Html {
  const box = (title: string, shape: string, note: string): Html =>
    html`<li><b>${title}</b><span>${shape}</span><span class="soft">${note}</span></li>\n`;
  const boxes = layers.map(({ text, output, parameters }) =>
    box(
      text,
      output.shape === null ? count(output.width) : formatShape(output.shape),
      parameters === 0 ? '' : counted(parameters, 'parameter'),
    ),
  );
  return section(
    'Architecture',
    html`<p class="lead">From the pixels to the ten classes: each layer, with the shape of its output.</p>
<ol class="layers">${box('image', '28x28', binarize ? 'black or white' : 'grey')}${boxes}</ol>`,
  );
}

export function inspectionFigures(model: Model): Figure[] {
  const inspection = inspect(model);
  return [...weightFigures(model, inspection), ...historyFigures(inspection)];
}

function weightFigures({ architecture: layers, parameters }: Model, inspection: Inspection): Figure[] {
  let at = 0;
  const figures: Figure[] = [];
  for (const [n, layer] of layers.entries()) {
    if (weightShapeOf(layer) === null) continue;
    const weights = parameters[at];
    at += 2; // weights, then biases
    if (weights !== undefined)
      figures.push(weightHistogram(weights, n + 1, inspection.layers[n]?.text ?? ''));
  }
  return figures;
}

/** Of how it was trained; none where the file does not say. */
function historyFigures({ training }: Inspection): Figure[] {
  if (training === null || training.history.length === 0) return [];
  const { history: epochs, epoch } = training;
  const best = epoch === epochs.length ? null : epoch;
  return [lossFigure(epochs, best), accuracyFigure(epochs, best)];
}

function histograms(model: Model, inspection: Inspection, tools: ReportTools): Html {
  const figures = weightFigures(model, inspection);
  return section(
    'Distribution of the weights',
    html`<p class="lead">Of each layer with weights, without biases.</p>
<div class="three">${figures.map((figure) => html`<figure><h3>${figure.title}</h3>${plot(figure, tools)}</figure>\n`)}</div>`,
  );
}

function history(inspection: Inspection, tools: ReportTools): Html {
  const figures = historyFigures(inspection);
  if (figures.length === 0) {
    return section(
      'Training',
      html`<p class="lead">The model file does not contain the training history.</p>`,
    );
  }
  return section(
    'Training',
    html`<p class="lead"><span class="key line"></span>validation &nbsp; <span class="key dashed"></span>training</p>
<div class="two">${figures.map((figure) => html`<figure><h3>${figure.title}</h3>${plot(figure, tools)}</figure>\n`)}</div>`,
  );
}

function plot(figure: Figure, tools: ReportTools): Html {
  return new Html(draw(figure, pageTheme, tools));
}
