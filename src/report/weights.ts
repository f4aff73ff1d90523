/** The weights of a network's first layer as images: 28x28 per neuron, or the window of each filter. */

import { IMAGE_HEIGHT, IMAGE_PIXELS, IMAGE_WIDTH } from '../constants.ts';
import type { Architecture } from '../network/architecture.ts';
import { type Html, html } from './html.ts';
import { count } from './numbers.ts';
import { largest, signedPicture } from './pictures.ts';
import type { ReportTools } from './tools.ts';

export interface FirstLayer {
  readonly kind: 'filters' | 'neurons';
  /** The number of units of the layer, of which `units` are the first. */
  readonly total: number;
  readonly height: number;
  readonly width: number;
  /** height x width weights each. */
  readonly units: readonly Float32Array[];
}

const MOST_NEURONS = 32;
const MOST_FILTERS = 64;

/** Null if the first layer has no weights. @param parameters of the network, beginning with those of that layer */
export function firstLayerOf([first]: Architecture, [weights]: readonly Float32Array[]): FirstLayer | null {
  if (weights === undefined) return null;
  if (first?.kind === 'dense') {
    const { outputs } = first;
    const unit = (n: number): Float32Array =>
      Float32Array.from({ length: IMAGE_PIXELS }, (_, k) => weights[k * outputs + n]);
    const units = Array.from({ length: Math.min(outputs, MOST_NEURONS) }, (_, n) => unit(n));
    return { kind: 'neurons', total: outputs, height: IMAGE_HEIGHT, width: IMAGE_WIDTH, units };
  }
  if (first?.kind !== 'conv2d') return null;
  const { filters } = first;
  const [height, width] = first.kernel;
  const size = height * width;
  const units = Array.from({ length: Math.min(filters, MOST_FILTERS) }, (_, n) =>
    weights.subarray(n * size, (n + 1) * size),
  );
  return { kind: 'filters', total: filters, height, width, units };
}

/** Describes which of them are shown. */
export function extentOf({ kind, total, units }: FirstLayer): string {
  return units.length < total
    ? `the first ${count(units.length)} of ${count(total)} ${kind}`
    : `all ${count(total)} ${kind}`;
}

/** An image per unit; with `before`, two side by side at the same scale. */
export function weightPictures(now: FirstLayer, before: FirstLayer | null, tools: ReportTools): Html {
  const kind = now.kind.replace(/s$/, '');
  const items = now.units.map((weights, n) => {
    const earlier = before?.units[n];
    const scale = Math.max(largest(weights), earlier === undefined ? 0 : largest(earlier));
    const picture = (values: Float32Array, when: string): Html =>
      signedPicture(values, scale, `${kind} ${n}${when}`, tools, now);
    return earlier === undefined
      ? html`<li>${picture(weights, '')}</li>\n`
      : html`<li><div class="pair">${picture(earlier, ' at the start')}${picture(weights, ' now')}</div></li>\n`;
  });
  const layout = `weights ${now.kind}${before === null ? '' : ' pairs'}`;
  return html`<ul class="${layout}">${items}</ul>`;
}
