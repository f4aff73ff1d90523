/** Elements of the pictures of the tour: text, arrows, and small images enlarged without smoothing. */

import { encodePng } from '../../src/node/encode-png.ts';
import { fileTheme as theme } from '../../src/report/theme.ts';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A complete picture, with a background, so that it is also readable on a dark page. */
export function svg(width: number, height: number, description: string, parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(description)}">
<rect width="${width}" height="${height}" rx="8" fill="${theme.surface}"/>
<g font-family='${theme.font}' font-size="13" fill="${theme.ink}" text-anchor="middle">
${parts.join('\n')}
</g>
</svg>
`;
}

export function text(x: number, y: number, words: string, attributes = ''): string {
  return `<text x="${x}" y="${y}" ${attributes}>${escaped(words)}</text>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, colour: string, width = 1.5): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${colour}" stroke-width="${width}"/>`;
}

export interface Place {
  readonly x: number;
  readonly y: number;
  /** Side of an image pixel. */
  readonly scale: number;
}

type Rgb = readonly [number, number, number];

function image(width: number, height: number, colour: (n: number) => Rgb, { x, y, scale }: Place): string {
  const bytes = new Uint8Array(3 * width * height);
  for (let n = 0; n < width * height; n++) bytes.set(colour(n), 3 * n);
  const png = Buffer.from(encodePng(bytes, width, height, 3)).toString('base64');
  const [w, h] = [width * scale, height * scale];
  return `<image x="${x}" y="${y}" width="${w}" height="${h}" style="image-rendering:pixelated" href="data:image/png;base64,${png}"/>
<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="none" stroke="${theme.line}"/>`;
}

/** Dark for large values. @param most the value drawn in black */
export function grey(values: ArrayLike<number>, width: number, most: number, place: Place): string {
  const shade = (n: number): number => Math.round(255 * (1 - Math.max(0, Math.min(values[n] / most, 1))));
  return image(width, values.length / width, (n) => [shade(n), shade(n), shade(n)], place);
}

const ABOVE: Rgb = [33, 113, 181];
const BELOW: Rgb = [214, 96, 22];

/** Blue above 0, orange below, as in reports. @param most the magnitude drawn in full colour */
export function signed(values: ArrayLike<number>, width: number, most: number, place: Place): string {
  const colour = (n: number): Rgb => {
    const part = Math.min(Math.abs(values[n]) / most, 1);
    const [r, g, b] = (values[n] >= 0 ? ABOVE : BELOW).map((c) => Math.round(255 + (c - 255) * part));
    return [r, g, b];
  };
  return image(width, values.length / width, colour, place);
}

export const largest = (values: ArrayLike<number>): number => Math.max(...Array.from(values, Math.abs));
