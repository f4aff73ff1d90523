/** Small images in a report: embedded PNG files, enlarged by the browser without smoothing. */

import { IMAGE_HEIGHT, IMAGE_WIDTH } from '../constants.ts';
import { base64 } from '../exchange/base64.ts';
import { type Html, html } from './html.ts';
import type { ReportTools } from './tools.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

const digit: Size = { width: IMAGE_WIDTH, height: IMAGE_HEIGHT };

/** Ink on paper: dark on white in the light theme, inverted in the dark theme. @param pixels 0 is paper, 255 is ink */
export function greyPicture(
  pixels: Uint8Array,
  description: string,
  tools: ReportTools,
  { width, height }: Size = digit,
): Html {
  const shades = pixels.map((ink) => 255 - ink);
  return picture(tools.encodePng(shades, width, height, 1), description, { width, height });
}

/** Blue for positive, orange for negative values: distinguishable with all common types of colour vision. */
const ABOVE = [33, 113, 181] as const;
const BELOW = [214, 96, 22] as const;

/**
 * Positive and negative values, over a faint image.
 * @param values height x width
 * @param scale the value shown in full colour
 * @param beneath the faint image: 0 is paper, 255 is ink
 */
export function signedPicture(
  values: ArrayLike<number>,
  scale: number,
  description: string,
  tools: ReportTools,
  { width, height }: Size = digit,
  beneath?: Uint8Array,
): Html {
  const rgb = signedColours(values, scale, width * height, beneath);
  return picture(tools.encodePng(rgb, width, height, 3), description, { width, height });
}

/** The same as bytes: red, green and blue of each of `count` numbers. */
export function signedColours(
  values: ArrayLike<number>,
  scale: number,
  count: number,
  beneath?: Uint8Array,
): Uint8Array {
  const rgb = new Uint8Array(3 * count);
  for (let n = 0; n < count; n++) {
    const part =
      scale === 0 ? 0 : Math.min(Math.abs(values[n]) / scale, 1) * (beneath === undefined ? 1 : 0.85);
    const ground = 255 - (beneath === undefined ? 0 : (150 * beneath[n]) / 255);
    const colour = values[n] >= 0 ? ABOVE : BELOW;
    for (let c = 0; c < 3; c++) rgb[3 * n + c] = Math.round(ground + (colour[c] - ground) * part);
  }
  return rgb;
}

function picture(png: Uint8Array, description: string, { width, height }: Size): Html {
  const source = `data:image/png;base64,${base64(png)}`;
  return html`<img class="pixels" src="${source}" alt="${description}" width="${width}" height="${height}">`;
}

/** The largest magnitude, used to scale signed images. */
export function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
